//! What a connector answers, held against what its manifest promises.

use end_to_end::Kitchen;
use serde_json::json;

/// A connector that promises another member of a note than the one it has.
async fn kitchen() -> Kitchen {
    Kitchen::promising(
        br#""required": ["no", "text"]"#,
        br#""required": ["id", "text"]"#,
    )
    .await
}

#[tokio::test]
async fn what_was_written_is_told_although_it_is_not_what_was_promised() {
    let kitchen = kitchen().await;
    let input = json!({ "text": "Buy bread" });
    let written = kitchen.invoke("create-note", &input).await.done();
    assert_eq!(written.json()["text"], "Buy bread");
    assert!(written.json()["id"].is_string(), "{}", written.stdout);
    for said in ["`create-note`", r#""no" is a required property"#, "makers"] {
        assert!(written.stderr.contains(said), "{said}: {}", written.stderr);
    }
    assert!(!written.stderr.contains("bread"), "{}", written.stderr);
}

#[tokio::test]
async fn what_was_read_is_refused_when_it_is_not_what_was_promised() {
    let kitchen = kitchen().await;
    for text in ["Buy bread", "Buy butter", "Lay the table"] {
        kitchen.server.write("u1", text).await;
    }
    for output in ["json", "jsonl"] {
        let listed = kitchen
            .run(&["invoke", "notes", "list-notes", "--output", output])
            .await
            .ended_with(1);
        assert_eq!(listed.stdout, "");
        for said in ["`list-notes`", "`/notes/0`", r#""no" is a required"#] {
            assert!(listed.stderr.contains(said), "{said}: {}", listed.stderr);
        }
        assert!(!listed.stderr.contains("bread"), "{}", listed.stderr);
    }
}
