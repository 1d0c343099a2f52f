//! What people join with: a device, a network, a place. It is told from who they
//! are, so that the same person comes with the same device to every meeting.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::instance::Participant;

/// What somebody joins with.
#[derive(Debug)]
pub(crate) struct Equipment {
    pub(crate) device: &'static Device,
    /// Whether it is a user's of the account, of whom Zoom tells more.
    internal: bool,
    email_domain: String,
    /// Bytes to tell one device of a kind from another by.
    digest: [u8; 32],
}

/// One kind of device. The values of `name`, `network_type` and
/// `connection_type` are Zoom's; what a device lacks is empty.
#[derive(Debug, PartialEq)]
pub(crate) struct Device {
    pub(crate) name: &'static str,
    pub(crate) model: &'static str,
    pub(crate) os: &'static str,
    pub(crate) os_version: &'static str,
    pub(crate) client: &'static str,
    pub(crate) browser: Option<(&'static str, &'static str)>,
    pub(crate) network_type: &'static str,
    /// None of a telephone, whose call comes by no such connection.
    pub(crate) connection_type: Option<&'static str>,
    camera: &'static str,
    microphone: &'static str,
    speaker: &'static str,
    quality: Quality,
}

/// How well somebody is heard and seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Quality {
    Good,
    Fair,
}

const WINDOWS: Device = Device {
    name: "Windows",
    model: "Latitude 7450",
    os: "Windows",
    os_version: "11",
    client: "Zoom Workplace",
    browser: None,
    network_type: "Wired",
    connection_type: Some("UDP"),
    camera: "Integrated Webcam",
    microphone: "Microphone (USB Headset)",
    speaker: "Speakers (USB Headset)",
    quality: Quality::Good,
};
const MAC: Device = Device {
    name: "Mac",
    model: "MacBook Pro",
    os: "macOS",
    os_version: "15.5",
    network_type: "Wifi",
    camera: "FaceTime HD Camera",
    microphone: "MacBook Pro Microphone",
    speaker: "MacBook Pro Speakers",
    ..WINDOWS
};
const IPHONE: Device = Device {
    name: "iOS",
    model: "iPhone 15",
    os: "iOS",
    os_version: "18.5",
    network_type: "Cellular",
    camera: "Front Camera",
    microphone: "iPhone Microphone",
    speaker: "iPhone Speaker",
    quality: Quality::Fair,
    ..WINDOWS
};
const ANDROID: Device = Device {
    name: "Android",
    model: "Pixel 9",
    os: "Android",
    os_version: "15",
    network_type: "Wifi",
    camera: "Front Camera",
    microphone: "Phone Microphone",
    speaker: "Phone Speaker",
    ..WINDOWS
};
const BROWSER: Device = Device {
    client: "Zoom Web Client",
    browser: Some(("Firefox", "140.0")),
    connection_type: Some("SSL"),
    ..WINDOWS
};
const ROOM_SYSTEM: Device = Device {
    name: "H.323/SIP",
    model: "Conference room system",
    os: "",
    os_version: "",
    client: "",
    ..WINDOWS
};
const TELEPHONE: Device = Device {
    name: "Phone",
    model: "",
    network_type: "Others",
    connection_type: None,
    camera: "",
    microphone: "",
    speaker: "",
    quality: Quality::Fair,
    ..ROOM_SYSTEM
};

/// Users sign in with an app. Others come in any way there is.
static OF_USERS: [Device; 4] = [WINDOWS, MAC, IPHONE, ANDROID];
static OF_GUESTS: [Device; 7] = [
    WINDOWS,
    MAC,
    IPHONE,
    ANDROID,
    BROWSER,
    ROOM_SYSTEM,
    TELEPHONE,
];

/// The byte that decides. By this one the four users of the small account have
/// four different devices.
const DECIDES: usize = 22;

/// How many sit in a room that joins as one.
const IN_A_ROOM: usize = 3;

impl Participant {
    /// What they joined with.
    pub(crate) fn equipment(&self) -> Equipment {
        let digest: [u8; 32] = Sha256::digest(&self.email).into();
        let internal = !self.id.is_empty();
        let devices = if internal { &OF_USERS[..] } else { &OF_GUESTS };
        let (_, domain) = self.email.split_once('@').unwrap_or_default();
        Equipment {
            device: &devices[usize::from(digest[DECIDES]) % devices.len()],
            internal,
            email_domain: domain.to_owned(),
            digest,
        }
    }
}

impl Equipment {
    pub(crate) fn is_telephone(&self) -> bool {
        *self.device == TELEPHONE
    }

    pub(crate) fn is_room_system(&self) -> bool {
        *self.device == ROOM_SYSTEM
    }

    pub(crate) fn has_camera(&self) -> bool {
        !self.device.camera.is_empty()
    }

    /// Whether a whole screen can be shown from it with ease.
    pub(crate) fn is_computer(&self) -> bool {
        matches!(self.device.name, "Windows" | "Mac")
    }

    pub(crate) fn audio_quality(&self) -> Quality {
        self.device.quality
    }

    /// None without a camera.
    pub(crate) fn video_quality(&self) -> Option<Quality> {
        self.has_camera().then_some(self.device.quality)
    }

    /// How many sit in the room that joined.
    pub(crate) fn in_room_participants(&self) -> usize {
        if self.is_room_system() { IN_A_ROOM } else { 0 }
    }

    /// Seconds that joining took.
    pub(crate) fn join_time_cost(&self) -> f64 {
        f64::from(150 + u16::from(self.digest[1])) / 100.0
    }

    /// Of the addresses that are kept for documentation (RFC 5737).
    pub(crate) fn ip_address(&self) -> String {
        format!("203.0.113.{}", self.digest[2] % 254 + 1)
    }

    pub(crate) fn internal_ip_address(&self) -> String {
        format!("192.168.{}.{}", self.digest[3], self.digest[4] % 254 + 1)
    }

    /// A number that is kept for fiction.
    pub(crate) fn call_number(&self) -> String {
        format!("120255501{:02}", self.digest[5] % 100)
    }

    pub(crate) fn sip_uri(&self) -> String {
        format!("room{}@{}", self.digest[6], self.email_domain)
    }

    pub(crate) fn camera(&self) -> &'static str {
        self.of_users(self.device.camera)
    }

    pub(crate) fn microphone(&self) -> &'static str {
        self.of_users(self.device.microphone)
    }

    pub(crate) fn speaker(&self) -> &'static str {
        self.of_users(self.device.speaker)
    }

    pub(crate) fn domain(&self) -> &str {
        self.of_users(&self.email_domain)
    }

    /// Marked as given by hand, so that it is nobody's.
    pub(crate) fn mac_address(&self) -> String {
        if !self.internal {
            return String::new();
        }
        let [.., a, b, c, d, e] = self.digest;
        format!("02{a:02x}-{b:02x}{c:02x}-{d:02x}{e:02x}")
    }

    pub(crate) fn hard_disk_id(&self) -> String {
        self.of_computers("DISK")
    }

    pub(crate) fn pc_name(&self) -> String {
        self.of_computers("PC")
    }

    fn of_computers(&self, what: &str) -> String {
        if self.internal && self.is_computer() {
            format!("{what}-{:02X}{:02X}", self.digest[7], self.digest[8])
        } else {
            String::new()
        }
    }

    /// Zoom tells it of the account's own users alone.
    fn of_users<'s>(&self, told: &'s str) -> &'s str {
        if self.internal { told } else { "" }
    }
}
