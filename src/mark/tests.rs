//! The assessor's table of 2564 (seed 004), and every other arithmetic ruled out by it.

use super::*;

const ZEROS: [&str; 9] = ["O15", "O17", "O18", "O27", "O30", "O31", "O41", "O42", "O43"];

fn edition() -> Edition {
    toml::from_str(include_str!("../../rules/2564/edition.toml")).unwrap()
}

fn outcomes(zeros: &[&str]) -> BTreeMap<String, Outcome> {
    edition()
        .items()
        .map(|id| (id.to_owned(), if zeros.contains(&id) { Outcome::Fail } else { Outcome::Pass }))
        .collect()
}

fn seed(iit: Option<f64>, eit: Option<f64>) -> Marks {
    total(&edition(), &outcomes(&ZEROS), iit, eit)
}

/// The rounded lower figure of one indicator or sub-indicator.
fn low(marks: &Marks, id: &str) -> f64 {
    let subs = marks.indicators.iter().flat_map(|i| i.subindicators.iter().map(|s| (&s.id, s.mark)));
    let mut all = marks.indicators.iter().map(|i| (&i.id, i.mark)).chain(subs);
    round2(all.find(|(found, _)| *found == id).unwrap().1.unwrap().low)
}

#[test]
fn the_printed_table_comes_out() {
    let marks = seed(None, None);
    for (id, printed) in [
        ("9.1", 100.0),
        ("9.2", 75.0),
        ("9.3", 85.71),
        ("9.4", 75.0),
        ("9.5", 60.0),
        ("9", 79.14),
        ("10.1", 87.5),
        ("10.2", 0.0),
        ("10", 43.75),
    ] {
        assert_eq!(low(&marks, id), printed, "{id}");
    }
    assert_eq!(round2(marks.oit.low), 61.45);
    assert_eq!(marks.oit.low, marks.oit.high);
    assert_eq!((marks.ita, marks.band.as_str()), (None, "D"));
}

#[test]
fn the_printed_total_comes_out_from_rounded_and_unrounded_surveys() {
    for (iit, eit) in [(96.094, 94.83), (96.09, 94.83), (96.094, 94.833_333)] {
        let marks = seed(Some(iit), Some(eit));
        assert_eq!(round2(marks.ita.unwrap().low), 81.86);
        assert_eq!((marks.band.as_str(), marks.band_high.as_str()), ("B", "B"));
    }
}

/// What would have been printed had the arithmetic been another; `scoring.md` §2.
#[test]
fn no_other_arithmetic_gives_the_printed_table() {
    let edition = edition();
    let marks = seed(Some(96.094), Some(94.833_333));
    let mean = |ids: &mut dyn Iterator<Item = &str>| {
        let marks: Vec<f64> = ids.map(|id| marks.items[id].low).collect();
        marks.iter().sum::<f64>() / marks.len() as f64
    };
    let plain = |values: &[f64]| round2(values.iter().sum::<f64>() / values.len() as f64);

    let by_groups = |indicator: &Indicator| {
        let subs: Vec<f64> = indicator
            .subindicators
            .iter()
            .map(|sub| {
                let groups: Vec<f64> =
                    sub.groups.iter().map(|g| mean(&mut g.items.iter().map(String::as_str))).collect();
                groups.iter().sum::<f64>() / groups.len() as f64
            })
            .collect();
        plain(&subs)
    };
    assert_eq!(by_groups(&edition.indicators[0]), 81.67);
    assert_eq!(by_groups(&edition.indicators[1]), 45.83);

    let flat = |indicator: &Indicator| {
        round2(mean(&mut indicator.subindicators.iter().flat_map(Subindicator::items)))
    };
    assert_eq!(flat(&edition.indicators[0]), 81.82);
    assert_eq!(flat(&edition.indicators[1]), 70.0);
    assert_eq!(round2(mean(&mut edition.items())), 79.07);

    let surveys = [97.53, 95.23, 97.57, 95.26, 94.88, 95.28, 95.12, 94.10];
    let ten: Vec<f64> = surveys.into_iter().chain([79.142_857, 43.75]).collect();
    assert_eq!(plain(&ten), 88.79);
    assert_eq!(plain(&[96.094, 94.833_333, marks.oit.low]), 84.12);

    // O38 was credited through O35: as a zero it could not give the printed 43.75.
    let mut with_o38 = ZEROS.to_vec();
    with_o38.push("O38");
    assert_eq!(low(&total(&edition, &outcomes(&with_o38), None, None), "10"), 37.5);
}

#[test]
fn one_item_is_worth_what_its_company_leaves() {
    let all: Vec<String> = edition().items().map(str::to_owned).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let marks = total(&edition(), &outcomes(&all), None, None);
    for (id, oit, ita) in [
        ("O1", 1.111, 0.444),
        ("O15", 1.25, 0.5),
        ("O18", 1.429, 0.571),
        ("O27", 2.5, 1.0),
        ("O30", 2.0, 0.8),
        ("O41", 3.125, 1.25),
        ("O42", 12.5, 5.0),
    ] {
        let worth = marks.worth[id];
        assert_eq!((round3(worth.oit), round3(worth.ita)), (oit, ita), "{id}");
    }
}

#[test]
fn worth_is_exactly_the_gain_and_a_pass_has_none() {
    let before = seed(None, None);
    for zero in ZEROS {
        let left: Vec<&str> = ZEROS.into_iter().filter(|id| *id != zero).collect();
        let after = total(&edition(), &outcomes(&left), None, None);
        assert!((after.oit.low - before.oit.low - before.worth[zero].oit).abs() < 1e-9, "{zero}");
    }
    assert_eq!(before.worth["O1"], Worth::default());
    let gain: f64 = before.worth.values().map(|worth| worth.oit).sum();
    assert!((before.oit.low + gain - 100.0).abs() < 1e-9);
}

#[test]
fn mending_the_two_measures_lifts_the_total_to_a() {
    let left: Vec<&str> = ZEROS.into_iter().filter(|id| !["O42", "O43"].contains(id)).collect();
    let marks = total(&edition(), &outcomes(&left), Some(96.094), Some(94.833_333));
    assert_eq!(round2(marks.ita.unwrap().low), 91.86);
    assert_eq!(marks.band, "A");
    let full = total(&edition(), &outcomes(&[]), Some(96.094), Some(94.833_333));
    assert_eq!((round2(full.oit.low), round2(full.ita.unwrap().low)), (100.0, 97.28));
}

#[test]
fn not_knowing_widens_the_range_and_never_lifts_the_lower_figure() {
    let mut outcomes = outcomes(&ZEROS);
    outcomes.insert("O42".to_owned(), Outcome::Review);
    outcomes.remove("O41");
    let marks = total(&edition(), &outcomes, None, None);
    assert_eq!(round2(marks.oit.low), 61.45);
    assert_eq!(round2(marks.oit.high), 77.07);
    assert_eq!((marks.band.as_str(), marks.band_high.as_str()), ("D", "B"));
    assert_eq!(round2(marks.worth["O42"].oit), 12.5);
}

#[test]
fn an_excused_item_leaves_the_mean() {
    let mut outcomes = outcomes(&ZEROS);
    outcomes.insert("O43".to_owned(), Outcome::NotApplicable);
    let marks = total(&edition(), &outcomes, None, None);
    assert_eq!(marks.worth["O42"].oit, 25.0);
    assert_eq!(marks.worth["O43"], Worth::default());
    assert!(!marks.items.contains_key("O43"));

    outcomes.insert("O42".to_owned(), Outcome::NotApplicable);
    let marks = total(&edition(), &outcomes, None, None);
    assert_eq!(low(&marks, "10"), 87.5, "an empty sub-indicator leaves the mean as well");
}

#[test]
fn nothing_judged_is_zero_at_least() {
    let marks = total(&edition(), &BTreeMap::new(), None, None);
    assert_eq!((marks.oit.low, marks.oit.high), (0.0, 100.0));
    assert_eq!((marks.band.as_str(), marks.band_high.as_str()), ("F", "AA"));
}

/// Results of other agencies of 2564, printed as 0.4 × OIT (`scoring.md` §2).
#[test]
fn other_agencies_results_agree() {
    for (nine, ten, printed) in [
        (93.50, 100.0, 38.70),
        (97.78, 93.75, 38.31),
        (97.14, 100.0, 39.43),
        (97.50, 87.50, 37.00),
        (93.78, 100.0, 38.76),
        (92.50, 93.75, 37.25),
        (94.64, 100.0, 38.93),
    ] {
        assert_eq!(round2(0.4 * (nine + ten) / 2.0), printed);
    }
}
