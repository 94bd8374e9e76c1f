//! Files beside the usual ones: how much room all of them have together, and logs as programs of Windows write them.

use reqwest::StatusCode;

use crate::{
    app::App,
    attachments::{header, left, read, sent, taken},
    postgres::{BOTH, Kind},
};

#[tokio::test(flavor = "multi_thread")]
async fn all_files_together_have_a_limit() {
    for kind in BOTH {
        let app = App::start_with(kind, &[("attachments.max_mb", "1"), ("attachments.total_mb", "1")]).await;
        let (first, second) = (app.visitor().await, app.visitor().await);
        taken(&first, "1.log", vec![b'a'; 600_000]).await;
        let (status, problem) = second.upload("2.log", vec![b'b'; 600_000]).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::INSUFFICIENT_STORAGE, Some("/problems/files_no_room")), "{problem}");
        // Without a length told before, it is found out when the file is to be noted.
        let pieces = futures_util::stream::iter((0..6).map(|_| Ok::<_, std::io::Error>(vec![b'a'; 100_000])));
        let (status, problem) = second.upload("3.log", reqwest::Body::wrap_stream(pieces)).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::INSUFFICIENT_STORAGE, Some("/problems/files_no_room")), "{problem}");
        assert_eq!(left(&app), 1, "nothing of them stays");
        taken(&second, "4.log", vec![b'c'; 400_000]).await;
        assert_eq!(second.upload("5.log", "x").await.0, StatusCode::INSUFFICIENT_STORAGE);
        sent(&second, "m", "tanpa file pun pesannya sampai", &[]).await;
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_windows_is_text() {
    for (mark, bytes) in [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)] {
        let app = App::start(Kind::Sqlite).await;
        let visitor = app.visitor().await;
        let log = "Kesalahan 0x80070005\r\nAkses ditolak ✗\r\n";
        let written: Vec<u8> = mark.into_iter().chain(log.encode_utf16().flat_map(bytes)).collect();
        let file = taken(&visitor, "setup.log", written).await;
        assert_eq!((&file["name"], &file["kind"], &file["bytes"]), (&"setup.log".into(), &"text".into(), &log.len().into()), "{file}");
        sent(&visitor, "m", "ini lognya", &[&file]).await;
        let kept = read(&app, &format!("/api/v1/conversations/{}/attachments/{}", visitor.conversation, file["id"].as_str().unwrap()), &visitor.token).await;
        assert_eq!((header(&kept, "content-type"), header(&kept, "content-disposition").split(';').next()), ("text/plain; charset=utf-8", Some("attachment")));
        assert_eq!(kept.text().await.unwrap(), log);
        app.stop().await;
    }
}
