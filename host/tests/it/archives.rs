//! What an archive of connections is closed with.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::authorization::World;
use crate::support::connection::signed_in;

#[tokio::test]
async fn to_guess_the_passphrase_of_an_archive_takes_a_second_each_time() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let export = host.export([], "passphrase".into()).await.unwrap();
    let lines = export.archive().lines();
    let armored: String = lines.filter(|line| !line.starts_with("-----")).collect();
    let archive = STANDARD.decode(armored).unwrap();
    let header = String::from_utf8_lossy(&archive);
    let mut lines = header.lines();
    let scrypt = lines.find(|line| line.starts_with("-> scrypt ")).unwrap();
    // 2 to this power rounds.
    assert!(scrypt.ends_with(" 18"), "{scrypt}");
}
