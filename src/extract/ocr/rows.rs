//! Tables: lines whose pieces stand under each other.

use super::layout::{Line, joined};

/// Two lines with a gap in the same place are an address or a signature; three are a table.
const FEWEST: usize = 3;
/// Lines of one piece that may stand inside a table: the rest of a cell.
const LOOSE: usize = 3;

/// The rows of a table that begins with the first line, and how many lines it takes.
pub(super) fn table(lines: &[Line]) -> Option<(Vec<Vec<String>>, usize)> {
    let mut columns = spans(lines.first().filter(|l| l.len() > 1)?);
    let (mut used, mut full) = (1, 1);
    for (i, line) in lines.iter().enumerate().skip(1) {
        let size = line[0].size;
        let far = line[0].y - lines[i - 1][0].y > size * 8.0;
        if far || i - used >= LOOSE || !merge(&mut columns, line) {
            break;
        }
        if line.len() > 1 {
            used = i + 1;
            full += 1;
        }
    }
    if full < FEWEST || columns.len() < 2 {
        return None;
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in &lines[..used] {
        let mut cells: Vec<Vec<String>> = vec![Vec::new(); columns.len()];
        for piece in line {
            let overlap = |c: &(f32, f32)| c.1.min(piece.x1) - c.0.max(piece.x0);
            let best =
                (0..columns.len()).max_by(|a, b| overlap(&columns[*a]).total_cmp(&overlap(&columns[*b])));
            cells[best.unwrap_or_default()].push(piece.text.clone());
        }
        rows.push(cells.iter().map(|c| joined(c)).collect());
    }
    Some((rows, used))
}

fn spans(line: &Line) -> Vec<(f32, f32)> {
    line.iter().map(|p| (p.x0, p.x1)).collect()
}

/// Widens the columns by the line's pieces; `false`: the line goes across them, or beside.
fn merge(columns: &mut Vec<(f32, f32)>, line: &Line) -> bool {
    let mut wider = columns.clone();
    let mut met = 0;
    for piece in line {
        let over: Vec<usize> =
            (0..wider.len()).filter(|i| wider[*i].0 < piece.x1 && piece.x0 < wider[*i].1).collect();
        match over[..] {
            [] => {
                let at = wider.iter().position(|c| c.0 > piece.x0).unwrap_or(wider.len());
                wider.insert(at, (piece.x0, piece.x1));
            }
            [one] => {
                met += 1;
                wider[one] = (wider[one].0.min(piece.x0), wider[one].1.max(piece.x1));
            }
            _ => return false,
        }
    }
    // A first line may have fewer cells than the table; every line must share some.
    let enough = if line.len() > 1 { met >= 2 } else { met == 1 };
    if enough {
        *columns = wider;
    }
    enough
}
