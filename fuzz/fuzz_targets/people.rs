#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| flexcalc_fuzz::fuzz("people", data));
