//! Builtin functions as CPython sees them: of one argument or of several, none with a name, and options that have one.

#![allow(unsafe_code)]

use super::guard::guard;
use pyo3::call::PyCallArgs;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3::{ffi, intern};
use std::ffi::{CStr, c_int};
use std::ptr;

/// A builtin of `N` arguments: a type and not a value, because a C function pointer carries no data.
pub(super) trait Builtin<const N: usize> {
    const NAME: &'static CStr;
    const DOC: &'static CStr;

    /// The result of a call where nothing can go wrong, and where all that [`Self::evaluate`] does besides
    /// computing would take much longer.
    #[inline(always)]
    fn quick<'py>(_arguments: [Borrowed<'_, 'py, PyAny>; N]) -> Option<Bound<'py, PyAny>> {
        None
    }

    /// The result of any call.
    fn evaluate<'py>(arguments: [&Bound<'py, PyAny>; N]) -> PyResult<Bound<'py, PyAny>>;
}

/// A builtin that takes options besides, by keyword.
pub(super) trait WithOptions<const N: usize>: Builtin<N> {
    /// The result of a call with options.
    fn evaluate_with<'py>(
        arguments: [&Bound<'py, PyAny>; N],
        options: &Bound<'py, PyDict>,
    ) -> PyResult<Bound<'py, PyAny>>;
}

/// Adds a function of one argument to the module, which CPython enters at `entry`.
pub(super) fn add_one(
    module: &Bound<'_, PyModule>,
    name: &'static CStr,
    doc: &'static CStr,
    entry: ffi::PyCFunction,
) -> PyResult<()> {
    let entry = ffi::PyMethodDefPointer { PyCFunction: entry };
    // SAFETY: that flag is for functions of that type.
    unsafe { add_builtin(module, name, doc, entry, ffi::METH_O) }
}

/// Adds a function of one argument to the module.
pub(super) fn add<F: Builtin<1>>(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_one(module, F::NAME, F::DOC, enter_with_one::<F>)
}

/// Adds a function of several arguments to the module.
pub(super) fn add_several<F: Builtin<N>, const N: usize>(
    module: &Bound<'_, PyModule>,
) -> PyResult<()> {
    let entry = ffi::PyMethodDefPointer {
        PyCFunctionFast: enter::<F, N>,
    };
    // SAFETY: that flag is for functions of that type.
    unsafe { add_builtin(module, F::NAME, F::DOC, entry, ffi::METH_FASTCALL) }
}

/// Adds a function that takes options to the module.
pub(super) fn add_with_options<F: WithOptions<N>, const N: usize>(
    module: &Bound<'_, PyModule>,
) -> PyResult<()> {
    let entry = ffi::PyMethodDefPointer {
        PyCFunctionFastWithKeywords: enter_with_options::<F, N>,
    };
    let flags = ffi::METH_FASTCALL | ffi::METH_KEYWORDS;
    // SAFETY: those flags are for functions of that type.
    unsafe { add_builtin(module, F::NAME, F::DOC, entry, flags) }
}

/// The entry of a function of one argument, which CPython calls.
// SAFETY: only CPython calls it, as the METH_O function that `add` says it is.
unsafe extern "C" fn enter_with_one<F: Builtin<1>>(
    _self: *mut ffi::PyObject,
    argument: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: CPython calls a builtin only from a thread that is attached.
    let py = unsafe { Python::assume_attached() };
    // SAFETY: a METH_O function gets one argument, a valid object that the caller keeps alive.
    call::<F, 1>(py, [unsafe { Borrowed::from_ptr(py, argument) }])
}

/// The entry of a function of several arguments, which CPython calls.
// SAFETY: only CPython calls it, as the METH_FASTCALL function that `add_several` says it is.
unsafe extern "C" fn enter<F: Builtin<N>, const N: usize>(
    _self: *mut ffi::PyObject,
    arguments: *mut *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
) -> *mut ffi::PyObject {
    // SAFETY: CPython calls a builtin only from a thread that is attached.
    let py = unsafe { Python::assume_attached() };
    if usize::try_from(count) != Ok(N) {
        return returned(|| Err(wrong_count(F::NAME, N, count)));
    }
    // SAFETY: a METH_FASTCALL function gets `count` arguments in an array, valid objects that the caller
    // keeps alive, and `count` is N.
    let arguments = unsafe {
        let arguments: &[_; N] = &*arguments.cast_const().cast();
        arguments.map(|argument| Borrowed::from_ptr(py, argument))
    };
    call::<F, N>(py, arguments)
}

/// The entry of a function that takes options, which CPython calls.
// SAFETY: only CPython calls it, as the METH_FASTCALL | METH_KEYWORDS function that `add_with_options` says it is.
unsafe extern "C" fn enter_with_options<F: WithOptions<N>, const N: usize>(
    this: *mut ffi::PyObject,
    arguments: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    if names.is_null() {
        // SAFETY: the arguments are those of a METH_FASTCALL function.
        return unsafe { enter::<F, N>(this, arguments.cast_mut(), count) };
    }
    // SAFETY: CPython calls a builtin only from a thread that is attached.
    let py = unsafe { Python::assume_attached() };
    returned(|| {
        if usize::try_from(count) != Ok(N) {
            return Err(wrong_count(F::NAME, N, count));
        }
        let options = PyDict::new(py);
        // SAFETY: a METH_KEYWORDS function gets a tuple of names, and in an array `count` arguments and one for each
        // name: valid objects that the caller keeps alive. `count` is N.
        let arguments = unsafe {
            let names = Borrowed::from_ptr(py, names);
            for (place, name) in names.cast_unchecked::<PyTuple>().iter().enumerate() {
                options.set_item(name, Borrowed::from_ptr(py, *arguments.add(N + place)))?;
            }
            let arguments: &[_; N] = &*arguments.cast();
            arguments.map(|argument| Borrowed::from_ptr(py, argument))
        };
        F::evaluate_with(arguments.each_ref().map(|argument| &**argument), &options)
    })
}

/// Calls a function: its quick way if that leads to a result, else the ordinary one.
#[inline(always)]
fn call<F: Builtin<N>, const N: usize>(
    py: Python<'_>,
    arguments: [Borrowed<'_, '_, PyAny>; N],
) -> *mut ffi::PyObject {
    match guard(|| Ok(F::quick(arguments))) {
        Ok(Some(result)) => result.into_ptr(),
        Ok(None) => returned(|| F::evaluate(arguments.each_ref().map(|argument| &**argument))),
        Err(error) => restore(py, error),
    }
}

/// The `TypeError` for a wrong number of arguments, in the words of CPython's own builtins.
fn wrong_count(name: &CStr, expected: usize, count: ffi::Py_ssize_t) -> PyErr {
    let name = name.to_string_lossy();
    PyTypeError::new_err(format!("{name} expected {expected} arguments, got {count}"))
}

/// Adds a builtin that says it belongs to `fibaccel`.
///
/// Users see it as `fibaccel.fib`, and under that name it pickles, so that the pickle can be read
/// where this package is absent. For the same reason there is no `__self__`: pickle would store a
/// bound builtin as an attribute of the object that it is bound to.
///
/// # Safety
///
/// The flag must be the one for functions of the entry's type.
unsafe fn add_builtin(
    module: &Bound<'_, PyModule>,
    name: &'static CStr,
    doc: &'static CStr,
    entry: ffi::PyMethodDefPointer,
    flag: c_int,
) -> PyResult<()> {
    let py = module.py();
    let definition = Box::leak(Box::new(ffi::PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: entry,
        ml_flags: flag,
        ml_doc: doc.as_ptr(),
    }));
    let home = intern!(py, "fibaccel");
    // SAFETY: the definition is leaked and its strings are 'static, so they outlive the function; the
    // flag is what the caller promises; `home` is a str and no `__self__` is allowed.
    let function = unsafe {
        let function = ffi::PyCFunction_NewEx(definition, ptr::null_mut(), home.as_ptr());
        Bound::from_owned_ptr_or_err(py, function)?
    };
    module.add(name, function)
}

/// The result of the Python backend's function of that name, for arguments beyond what native handles.
pub(super) fn in_python<'py>(
    name: &CStr,
    arguments: impl PyCallArgs<'py>,
    py: Python<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    python(name, py)?.call1(arguments)
}

/// The result of the Python backend's function of that name, for arguments and options.
pub(super) fn in_python_with<'py>(
    name: &CStr,
    arguments: impl PyCallArgs<'py>,
    options: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    python(name, options.py())?.call(arguments, Some(options))
}

/// The Python backend's function of that name.
fn python<'py>(name: &CStr, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    let python = py.import(intern!(py, "fibaccel.pure"))?;
    python.getattr(name.to_str().expect("names are ASCII"))
}

/// Runs `evaluate` for CPython: returns a new reference, or null with an exception set.
pub(super) fn returned<'py>(
    evaluate: impl FnOnce() -> PyResult<Bound<'py, PyAny>>,
) -> *mut ffi::PyObject {
    // PyO3 does not know yet that CPython called; unless it does, it defers each release of a
    // reference that happens while an error is built.
    Python::attach(|py| match guard(evaluate) {
        Ok(result) => result.into_ptr(),
        Err(error) => restore(py, error),
    })
}

/// Sets the error as the current exception, and returns the null that tells CPython.
pub(super) fn restore(py: Python<'_>, error: PyErr) -> *mut ffi::PyObject {
    error.restore(py);
    ptr::null_mut()
}
