//! What forms of the page send. What is none of theirs is refused in words, with the way out.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use futures::StreamExt;
use percent_encoding::percent_decode;

use super::{Missing, Shared};

/// The fields of a form, each once.
pub(super) struct Form(HashMap<String, String>);

/// No form of the page is longer than a name, an address and a secret.
const MOST: usize = 64 << 10;
/// Of what is too long so much is still taken, unread: a browser that is cut off while it sends shows
/// a fault of the network instead of the answer.
const MOST_TAKEN: usize = 16 << 20;

impl Form {
    /// A field; empty where there is none, as it is where nobody filled it in.
    pub(super) fn field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The pairs of a body as browsers write them.
    fn read(body: &[u8]) -> Result<Form, Missing> {
        let mut fields = HashMap::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let name = decoded(&pair[..at])?;
            let value = decoded(pair.get(at + 1..).unwrap_or_default())?;
            if fields.insert(name.clone(), value).is_some() {
                let name = name.chars().take(40).collect::<String>();
                return Err(refused(
                    StatusCode::BAD_REQUEST,
                    &format!("ช่อง “{name}” ของแบบฟอร์มถูกส่งมาซ้ำ จึงไม่รู้ว่าจะใช้ค่าใด"),
                ));
            }
        }
        Ok(Form(fields))
    }
}

fn decoded(text: &[u8]) -> Result<String, Missing> {
    let text: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let text = percent_decode(&text).decode_utf8().map(std::borrow::Cow::into_owned);
    text.map_err(|_| refused(StatusCode::BAD_REQUEST, "ข้อความในแบบฟอร์มไม่ใช่ UTF-8 จึงอ่านไม่ออก"))
}

fn refused(status: StatusCode, why: &str) -> Missing {
    Missing::Refused(status, why.to_owned(), "กลับไปหน้าแรก เปิดแบบฟอร์มใหม่ แล้วส่งอีกครั้งจากหน้านั้น")
}

impl FromRequest<Shared> for Form {
    type Rejection = axum::response::Response;

    async fn from_request(request: Request, app: &Shared) -> Result<Form, Self::Rejection> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        let is_form = kind.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let body = whole(request.into_body()).await;
        let form = if is_form {
            body.and_then(|body| Form::read(&body))
        } else {
            let why =
                "คำสั่งนี้ไม่ได้ส่งมาจากแบบฟอร์มของหน้านี้ (Content-Type ต้องเป็น application/x-www-form-urlencoded)";
            Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, why))
        };
        form.map_err(|missing| super::refused(app, &missing))
    }
}

/// A body that is not too long.
async fn whole(body: Body) -> Result<Vec<u8>, Missing> {
    let (mut pieces, mut kept, mut taken) = (body.into_data_stream(), Vec::new(), 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| refused(StatusCode::BAD_REQUEST, "แบบฟอร์มมาถึงไม่ครบ"))?;
        taken += piece.len();
        if taken <= MOST {
            kept.extend_from_slice(&piece);
        } else if taken > MOST_TAKEN {
            break;
        }
    }
    if taken > MOST {
        let why = format!("แบบฟอร์มที่ส่งมาใหญ่เกิน {} กิโลไบต์", MOST >> 10);
        return Err(refused(StatusCode::PAYLOAD_TOO_LARGE, &why));
    }
    Ok(kept)
}
