//! Values that only the manifest needs: they are written beside what they describe, and left out of
//! the component.

/// A `T` in builds that write the manifest, nothing in the component.
#[derive(Clone, Copy)]
pub(crate) struct ManifestOnly<T> {
    #[cfg(feature = "manifest")]
    value: T,
    #[cfg(not(feature = "manifest"))]
    value: std::marker::PhantomData<T>,
}

#[cfg_attr(
    not(feature = "manifest"),
    allow(unused_variables, reason = "dropped on purpose")
)]
impl<T: Copy> ManifestOnly<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self {
            #[cfg(feature = "manifest")]
            value,
            #[cfg(not(feature = "manifest"))]
            value: std::marker::PhantomData,
        }
    }

    #[cfg(feature = "manifest")]
    pub(crate) const fn get(&self) -> T {
        self.value
    }
}
