//! The header of a file: by what columns it has, it is known what the file is.

use csv::{ByteRecord, ReaderBuilder};

use super::columns::{Role, ensure_no_doubles, ensure_overrides, roles_of};
use super::identity::IdColumns;
use super::{UsageFormat, UsageRequest};
use crate::load::table::Kind;
use crate::model::{Problem, Problems, normalise};

/// A header that is understood.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) format: UsageFormat,
    pub(super) delimiter: u8,
    /// The place of the file in the run.
    pub(super) file: u32,
    /// The columns as the file names them.
    pub(super) columns: Vec<String>,
    /// Columns that tell who it was, the best first.
    pub(super) people: Vec<usize>,
    /// Columns that tell what was used, the best first.
    pub(super) products: Vec<usize>,
    roles: Vec<(Role, usize)>,
}

/// What stands before the rows.
pub(super) struct Head {
    pub(super) bytes: usize,
    pub(super) lines: u64,
}

impl Header {
    /// The header of a delimited file, of which `first` is the first block, and how much of the
    /// block it takes up.
    pub(super) fn of_file(
        name: &str,
        first: &[u8],
        request: &UsageRequest,
    ) -> Result<(Self, Head), Problems> {
        let mut start = first.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        // Excel writes its delimiter into a first line of its own: `sep=;`.
        let mut delimiters = vec![b',', b';', b'\t'];
        let mut said = None;
        if let Some([delimiter, end @ ..]) =
            first.get(start..).and_then(|rest| rest.strip_prefix(b"sep="))
        {
            delimiters = vec![*delimiter];
            said = Some(char::from(*delimiter));
            let blank = end.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            start += b"sep=".len() + 1 + blank;
        }
        let rest = first.get(start..).unwrap_or_default();
        if rest.is_empty() {
            return Err(Problem::new(format!("`{name}` is empty")).into());
        }
        let candidates =
            delimiters.into_iter().filter_map(|delimiter| first_record(rest, delimiter));
        let known = |columns: &[String]| roles_of(columns, request.overrides).len();
        let best = candidates.max_by_key(|(_, columns, _)| (known(columns), columns.len()));
        let Some((delimiter, columns, length)) = best else {
            return Err(Problem::new(format!("`{name}` has no header that can be read")).into());
        };
        let bytes = start + length;
        let lines = |end: usize| {
            memchr::memchr_iter(b'\n', first.get(..end).unwrap_or_default()).count() as u64
        };
        ensure_no_doubles(&format!("{name}:{}", lines(start) + 1), &columns)?;
        if let (Some(said), [column]) = (said, columns.as_slice()) {
            let problem = Problem::new(format!(
                "`{name}` says `sep={said}`, but has one column by that: `{column}`"
            ));
            return Err(problem
                .hint("write what separates its columns into its first line, or delete that line")
                .into());
        }
        let table = format!("`{name}`");
        ensure_overrides(&table, &columns, request.overrides)?;
        let header = Self { delimiter, ..Self::recognise(&table, &columns, request)? };
        let lines = lines(bytes);
        Ok((header, Head { bytes, lines }))
    }

    /// What the columns of a table mean.
    pub(super) fn recognise(
        table: &str,
        columns: &[String],
        request: &UsageRequest,
    ) -> Result<Self, Problem> {
        let roles = roles_of(columns, request.overrides);
        let has = |role: &Role| {
            let names = [Role::FirstName, Role::LastName];
            let by_name =
                *role == Role::Person && roles.iter().any(|(known, _)| names.contains(known));
            by_name || roles.iter().any(|(known, _)| known == role)
        };
        let missing =
            |needed: &[Role]| needed.iter().filter(|role| !has(role)).copied().collect::<Vec<_>>();
        let lacks: Vec<_> = UsageFormat::by_precedence()
            .into_iter()
            .map(|format| (format, missing(format.needed())))
            .collect();
        let whole = match request.format {
            Some(wanted) => {
                lacks.iter().find(|(format, missing)| *format == wanted && missing.is_empty())
            }
            None => lacks.iter().find(|(_, missing)| missing.is_empty()),
        };
        let Some((format, _)) = whole else {
            return Err(not_understood(table, columns, &lacks, request.format));
        };
        let of = |role: Role| {
            roles.iter().filter(|(known, _)| *known == role).map(|(_, place)| *place).collect()
        };
        Ok(Self {
            format: *format,
            delimiter: b',',
            file: 0,
            columns: columns.to_vec(),
            people: of(Role::Person),
            products: of(Role::Product),
            roles,
        })
    }

    /// The best column for `role`.
    pub(super) fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().find(|(known, _)| *known == role).map(|(_, place)| *place)
    }

    /// The column of this name, in any spelling of it.
    pub(super) fn column_named(&self, name: &str) -> Option<usize> {
        let name = normalise(name);
        self.columns.iter().position(|column| normalise(column) == name)
    }

    /// The columns that tell what of a pool's tokens were for, beside product and time.
    pub(super) fn telling_apart(&self) -> Vec<usize> {
        let tells = |role: &Role| match role {
            Role::Own(word) => role.kind() == Kind::Text && *word != "usage_month",
            role => matches!(role, Role::Feature | Role::Team | Role::Group),
        };
        let mut places: Vec<_> =
            self.roles.iter().filter(|(role, _)| tells(role)).map(|(_, place)| *place).collect();
        places.sort_unstable();
        places
    }

    /// What the cells of a column are read as.
    pub(super) fn kind(&self, place: usize) -> Kind {
        let role = self.roles.iter().find(|(_, known)| *known == place);
        role.map_or(Kind::Text, |(role, _)| role.kind())
    }

    /// Whether no row of this format can do without the column.
    pub(super) fn is_needed(&self, place: usize) -> bool {
        let needed = self.format.needed().iter().filter(|role| **role != Role::Person);
        needed.copied().any(|role| self.column(role) == Some(place))
    }

    /// The columns of ids by their own names.
    pub(super) fn id_columns(&self) -> Vec<String> {
        let ids = IdColumns::new(self).ids;
        ids.into_iter().map(|place| self.name_of(Some(place)).to_owned()).collect()
    }

    /// The column's own name, where there is such a column.
    pub(super) fn name_of(&self, column: Option<usize>) -> &str {
        column.and_then(|column| self.columns.get(column)).map_or("", String::as_str)
    }

    /// Whether rows may leave out the columns from `width` on: a comma at the end of the header
    /// heads nothing.
    pub(super) fn fits(&self, fields: &[&[u8]]) -> bool {
        let nameless = |column: &String| column.trim().is_empty();
        match fields.get(self.columns.len()..) {
            Some(extra) => extra.iter().all(|field| field.is_empty()),
            None => self.columns.get(fields.len()..).unwrap_or_default().iter().all(nameless),
        }
    }
}

/// The fields of the first record, and how many bytes it takes up.
fn first_record(text: &[u8], delimiter: u8) -> Option<(u8, Vec<String>, usize)> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record).ok()? {
        return None;
    }
    let columns =
        record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect();
    let mut end = usize::try_from(reader.position().byte()).ok()?;
    // The reader leaves the second half of CRLF to the next record.
    if text.get(end) == Some(&b'\n') && end > 0 && text.get(end - 1) == Some(&b'\r') {
        end += 1;
    }
    Some((delimiter, columns, end))
}

fn not_understood(
    table: &str,
    columns: &[String],
    lacks: &[(UsageFormat, Vec<Role>)],
    wanted: Option<UsageFormat>,
) -> Problem {
    let asked = lacks.iter().find(|(format, _)| Some(*format) == wanted);
    let nearest = asked.or_else(|| lacks.iter().min_by_key(|(_, missing)| missing.len()));
    let named: Vec<_> = columns
        .iter()
        .filter(|column| !column.is_empty())
        .map(|column| format!("`{column}`"))
        .collect();
    let found = if named.is_empty() {
        "no columns".to_owned()
    } else {
        format!("columns {}", named.join(", "))
    };
    let message = match wanted {
        Some(format) => format!("{table} does not look like {format}: found {found}"),
        None => format!("cannot tell what {table} is: found {found}"),
    };
    let hint = nearest.map(|(format, missing)| {
        let said = missing.first().map_or("product", |role| first_word(role.word()));
        let missing: Vec<_> = missing.iter().map(|role| format!("`{}`", role.word())).collect();
        let needed: Vec<_> = format.needed().iter().map(|role| role.word()).collect();
        format!(
            "{} the columns {}; missing here: {}; if a column is called otherwise: \
             `--column {said}=NAME`",
            format.needs(),
            needed.join(", "),
            missing.join(", ")
        )
    });
    Problem { hint, ..Problem::new(message) }
}

/// `user` of `user or email`.
fn first_word(words: &str) -> &str {
    words.split(' ').next().unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Catalogue;

    /// The header of a file called `x`, and how many lines and bytes it takes up.
    fn header(text: &str, format: Option<UsageFormat>) -> Result<(Header, Head), String> {
        let catalogue = Catalogue::new(&[]);
        let request = UsageRequest { format, ..UsageRequest::new(&[], &catalogue) };
        Header::of_file("x", text.as_bytes(), &request).map_err(|problems| {
            let words = |problem: &Problem| {
                [problem.to_string(), problem.hint.clone().unwrap_or_default()].join(" | ")
            };
            problems.iter().map(words).collect()
        })
    }

    fn format(text: &str) -> (&'static str, u8, u64) {
        let (header, head) = header(text, None).unwrap();
        (header.format.name(), header.delimiter, head.lines)
    }

    #[test]
    fn a_file_is_what_its_columns_say() {
        let sessions = "user,product,opened,closed";
        for (columns, name) in [
            (sessions, "sessions"),
            ("email,product,date", "days"),
            ("product,date,tokens,usage category", "token-flex"),
            ("first name,offering,days used", "summary"),
            ("user,product,opened,tokens,price,sheet", "charges"),
            // who is told of too: still tokens of an agreement
            ("user,product,date,tokens,usage category", "token-flex"),
            // both: from when to when says more than on which day
            ("user,product,date,opened,closed", "sessions"),
        ] {
            assert_eq!(format(columns), (name, b',', 0), "{columns}");
        }
        let days = UsageFormat::ALL.iter().find(|format| format.name() == "days").copied();
        let (asked, _) = header("user,product,date,opened,closed", days).unwrap();
        assert_eq!(asked.format.name(), "days");
    }

    #[test]
    fn the_delimiter_is_that_which_gives_columns_a_meaning() {
        // by commas there are more columns, by semicolons more that mean something
        assert_eq!(format("user;product;date;a,b,c,d,e\n"), ("days", b';', 1));
        assert_eq!(format("user\tproduct\tdate\r\n"), ("days", b'\t', 1));
        assert_eq!(format("sep=;\r\n\r\nuser;product;date\n"), ("days", b';', 3));
    }

    #[test]
    fn what_is_missing_is_told_of_the_nearest_format() {
        let fault = |text: &str| header(text, None).map(drop).unwrap_err();
        assert_eq!(
            fault("user,opened,closed"),
            "cannot tell what `x` is: found columns `user`, `opened`, `closed` \
             | sessions need the columns user or email, product, opened, closed; \
             missing here: `product`; if a column is called otherwise: `--column product=NAME`"
        );
        assert_eq!(
            fault("sep=;\nuser,product,date\n"),
            "`x` says `sep=;`, but has one column by that: `user,product,date` | \
             write what separates its columns into its first line, or delete that line"
        );
        assert_eq!(fault(" \n"), "`x` is empty | ");
    }

    #[test]
    fn rows_may_leave_out_what_has_no_name() {
        let (header, _) = header("user,product,date,,\n", None).unwrap();
        // five columns, of which two have no name
        for (fields, fits) in [(2, false), (3, true), (4, true), (5, true), (6, true)] {
            let row = vec![&b""[..]; fields];
            assert_eq!(header.fits(&row), fits, "{fields}");
        }
        assert!(!header.fits(&[b"a", b"b", b"c", b"", b"", b"d"]));
    }
}
