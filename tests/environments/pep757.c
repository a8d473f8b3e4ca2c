/* PEP 757 for CPython 3.11 to 3.13, to be preloaded: what 3.14 has of its own. At the end it says how
   often each function was called. */

#include <Python.h>

#if PY_VERSION_HEX < 0x030C0000
#define DIGITS(object) ((PyLongObject *)(object))->ob_digit
#define COUNT(object) Py_ABS(Py_SIZE(object))
#else
#define DIGITS(object) ((PyLongObject *)(object))->long_value.ob_digit
#define COUNT(object) (Py_ssize_t)(((PyLongObject *)(object))->long_value.lv_tag >> 3)
#endif

typedef struct {
    int64_t value;
    uint8_t negative;
    Py_ssize_t ndigits;
    const void *digits;
    uintptr_t reserved;
} Export;

static int created, finished, discarded, exported, freed;

PyObject *PyLongWriter_Create(int negative, Py_ssize_t count, void **digits) {
    PyObject *object = (PyObject *)_PyLong_New(count);
    if (object == NULL || negative) {
        abort();
    }
    created++;
    *digits = DIGITS(object);
    return object;
}

PyObject *PyLongWriter_Finish(PyObject *writer) {
    finished++;
    return writer;
}

void PyLongWriter_Discard(PyObject *writer) {
    discarded++;
    Py_XDECREF(writer);
}

int PyLong_Export(PyObject *object, Export *export) {
    int overflow;
    memset(export, 0, sizeof *export);
    exported++;
    export->value = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow) {
        export->value = 0;
        export->negative = overflow < 0;
        export->ndigits = COUNT(object);
        export->digits = DIGITS(object);
        export->reserved = (uintptr_t)Py_NewRef(object);
    }
    return 0;
}

void PyLong_FreeExport(Export *export) {
    freed++;
    Py_XDECREF((PyObject *)export->reserved);
    export->reserved = 0;
}

__attribute__((destructor)) static void report(void) {
    fprintf(stderr, "%d %d %d %d %d\n", created, finished, discarded, exported, freed);
}
