//! Command lines as data: `tests/cli/*.toml` say arguments, exit status and what is printed.

#[test]
fn command_lines() {
    trycmd::TestCases::new()
        .case("tests/cli/*.toml")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env("LC_ALL", "C.UTF-8");
}
