//! The result of one survey, as people have it: one figure, or one an indicator.

use crate::both;
use std::str::FromStr;

use super::round2;

/// Figures from 0 to 100: the instrument's own result, or those of its indicators in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey(pub Vec<f64>);

impl Survey {
    /// The instrument's result, with the two decimals that are printed.
    pub fn result(&self) -> f64 {
        round2(self.0.iter().sum::<f64>() / self.0.len().max(1) as f64)
    }

    /// The indicators; nothing where only the result was given.
    pub fn indicators(&self) -> &[f64] {
        if self.0.len() > 1 { &self.0 } else { &[] }
    }
}

impl FromStr for Survey {
    type Err = String;

    fn from_str(text: &str) -> Result<Survey, String> {
        let figure = |part: &str| {
            let part = part.trim();
            let value: f64 =
                part.parse().map_err(|_| both!("“{part}” ไม่ใช่ตัวเลข", "“{part}” is no number"))?;
            if (0.0..=100.0).contains(&value) {
                Ok(value)
            } else {
                Err(both!("คะแนนต้องอยู่ระหว่าง 0 ถึง 100", "a score lies between 0 and 100"))
            }
        };
        text.split(',').map(figure).collect::<Result<_, _>>().map(Survey)
    }
}

#[cfg(test)]
mod tests {
    use super::Survey;

    #[test]
    fn indicators_give_the_result_that_is_printed() {
        let iit: Survey = "97.53,95.23, 97.57,95.26,94.88".parse().unwrap();
        assert_eq!((iit.result(), iit.indicators().len()), (96.09, 5));
        let one: Survey = "94.83".parse().unwrap();
        assert_eq!((one.result(), one.indicators().len()), (94.83, 0));
        for wrong in ["", "มาก", "101", "90,,91", "NaN"] {
            assert!(wrong.parse::<Survey>().is_err(), "{wrong}");
        }
    }
}
