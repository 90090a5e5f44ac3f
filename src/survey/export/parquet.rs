//! Parquet for statisticians: plain columns, text in UTF-8, a row group every few ten thousand rows.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::{Cell, Kind, Rows};

const GROUP: usize = 50_000;

pub(super) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    kinds: Vec<Kind>,
    rows: Vec<Vec<Cell>>,
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn begin(columns: &[(&str, Kind)], out: W) -> io::Result<Self> {
        let fields = columns.iter().map(|(name, kind)| {
            let field = match kind {
                Kind::Text => Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                    .with_logical_type(Some(LogicalType::String)),
                Kind::Number => Type::primitive_type_builder(name, Physical::DOUBLE),
                Kind::Whole | Kind::Count => Type::primitive_type_builder(name, Physical::INT64),
            };
            let how = match kind {
                Kind::Number | Kind::Count => Repetition::OPTIONAL,
                Kind::Text | Kind::Whole => Repetition::REQUIRED,
            };
            field.with_repetition(how).build().map(Arc::new)
        });
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(other)?;
        let schema = Type::group_type_builder("survey").with_fields(fields).build().map_err(other)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(other)?;
        Ok(Self { writer, kinds: columns.iter().map(|(_, kind)| *kind).collect(), rows: Vec::new() })
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (nth, kind) in self.kinds.iter().enumerate() {
            let Some(mut column) = group.next_column()? else { break };
            let cells = self.rows.iter().filter_map(|row| row.get(nth));
            match kind {
                Kind::Text => {
                    let all: Vec<ByteArray> = cells
                        .map(|cell| match cell {
                            Cell::Text(text) => text.as_str().into(),
                            _ => "".into(),
                        })
                        .collect();
                    column.typed::<ByteArrayType>().write_batch(&all, None, None)?;
                }
                Kind::Whole => {
                    let all: Vec<i64> =
                        cells.map(|cell| if let Cell::Whole(n) = cell { *n } else { 0 }).collect();
                    column.typed::<Int64Type>().write_batch(&all, None, None)?;
                }
                Kind::Count => {
                    let all: Vec<Option<usize>> =
                        cells.map(|cell| if let Cell::Count(n) = cell { *n } else { None }).collect();
                    let there: Vec<i16> = all.iter().map(|n| i16::from(n.is_some())).collect();
                    let values: Vec<i64> = all.into_iter().flatten().map(|n| n as i64).collect();
                    column.typed::<Int64Type>().write_batch(&values, Some(&there), None)?;
                }
                Kind::Number => {
                    let all: Vec<Option<f64>> =
                        cells.map(|cell| if let Cell::Number(n) = cell { *n } else { None }).collect();
                    let there: Vec<i16> = all.iter().map(|n| i16::from(n.is_some())).collect();
                    let values: Vec<f64> = all.into_iter().flatten().collect();
                    column.typed::<DoubleType>().write_batch(&values, Some(&there), None)?;
                }
            }
            column.close()?;
        }
        group.close()?;
        self.rows.clear();
        Ok(())
    }
}

impl<W: Write + Send> Rows for Parquet<W> {
    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        self.rows.push(cells);
        if self.rows.len() < GROUP { Ok(()) } else { self.group().map_err(other) }
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.group().map_err(other)?;
        self.writer.close().map_err(other)?;
        Ok(())
    }
}

fn other(error: ParquetError) -> io::Error {
    io::Error::other(error)
}
