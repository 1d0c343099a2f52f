//! Whatever the built components are given, they answer. `examples/random.rs` tries more of it.

use connector_host::component::{Limits, Runtime};
use end_to_end::{built_component, compiled_components, try_at_random};

fn assert_steady(key: &str) {
    let runtime = Runtime::new(Limits::default(), Some(&compiled_components())).expect("a runtime");
    let bytes = std::fs::read(built_component(key)).expect("the component can be read");
    let connector = runtime.load(&bytes).expect("it is a connector");
    let tally = try_at_random(&connector, 7, 400);
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(
        tally.done > 0 && tally.failed > 0 && tally.refused > 0,
        "{tally:?}"
    );
}

#[test]
fn no_input_and_no_reply_makes_the_zoom_connector_trap_or_break_its_schemas() {
    assert_steady("zoom");
}
