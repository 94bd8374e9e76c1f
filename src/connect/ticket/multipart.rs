//! Forms with files (RFC 7578), as bytes.

use reqwest::{RequestBuilder, header::CONTENT_TYPE};

use super::File;

/// A request with this form; `mark` parts its fields and must be known to nobody who wrote what stands in them.
pub(in crate::connect) fn form(request: RequestBuilder, mark: &str, fields: &[(String, String)], files: (&str, &[File])) -> RequestBuilder {
    let mark = format!("garda-{mark}");
    request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={mark}")).body(body(&mark, fields, files))
}

fn body(mark: &str, fields: &[(String, String)], (of, files): (&str, &[File])) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(format!("--{mark}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n", quoted(name)).as_bytes());
    }
    for file in files {
        let media = file.media.replace(char::is_control, "");
        let head = format!("--{mark}\r\nContent-Disposition: form-data; name=\"{of}\"; filename=\"{}\"\r\nContent-Type: {media}\r\n\r\n", quoted(&file.name));
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{mark}--\r\n").as_bytes());
    body
}

/// A name as browsers write it between quotes.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_breaks_out_of_its_quotes() {
        let file = File { name: "a\"; name=\"x\r\n.png".to_owned(), media: "image/png".to_owned(), bytes: b"\x00\xff".to_vec() };
        let body = body("m", &[("custom_fields[cf_x]".to_owned(), "GRD-1".to_owned())], ("attachments[]", &[file]));
        let right = b"--m\r\nContent-Disposition: form-data; name=\"custom_fields[cf_x]\"\r\n\r\nGRD-1\r\n\
            --m\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"a%22; name=%22x%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\n\x00\xff\r\n--m--\r\n";
        assert_eq!(body, right);
    }
}
