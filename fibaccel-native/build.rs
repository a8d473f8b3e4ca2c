//! Sets what PyO3 knows of the Python that is built for: `cfg(PyPy)`, `cfg(Py_GIL_DISABLED)`.

fn main() {
    #[cfg(feature = "python")]
    pyo3_build_config::use_pyo3_cfgs();
}
