/*
 * The only C of the project: a door through which TypeScript on QuickJS makes system calls. It knows what
 * a system call looks like (a number and up to six machine words), not what any of them means; names,
 * numbers, flags and layouts are TypeScript (see arch/).
 *
 * Module "kernel":
 *   syscall(number, ...arguments) -> number   the kernel's result; a failure is -errno
 *   address(buffer, offset = 0) -> number     where a buffer's bytes lie, to be stored in another buffer
 *   utf8Encode(string) -> ArrayBuffer
 *   utf8Decode(buffer, offset = 0, length = the rest) -> string   what is not UTF-8 becomes U+FFFD
 *
 * An argument is a whole number or a BigInt (a word), null or undefined (0), a string (the address of its
 * UTF-8 bytes with a NUL after them), or a typed array, below called buffer (the address of its first byte).
 *
 * Lifetimes: strings live for the call. A buffer lives as long as JavaScript refers to it and never moves,
 * but QuickJS frees it the moment that the last reference goes: keep every buffer whose address() was
 * taken in a variable until after the call. The door cannot see how many bytes a call will read or
 * write behind an address: its caller passes the length and must check it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "quickjs.h"

enum { MAX_WORDS = 7 }; /* the number and six arguments */

/* The bytes of a typed array; NULL with an exception thrown for anything else. */
static uint8_t *bytes_of(JSContext *context, JSValueConst value, size_t *length)
{
    size_t whole, offset, size, element;
    uint8_t *bytes;
    JSValue buffer = JS_GetTypedArrayBuffer(context, value, &offset, &size, &element);
    if (JS_IsException(buffer))
        return NULL;
    bytes = JS_GetArrayBuffer(context, &whole, buffer);
    JS_FreeValue(context, buffer); /* the typed array holds a reference of its own */
    if (!bytes)
        return NULL;
    if (offset > whole || size > whole - offset) {
        JS_ThrowRangeError(context, "kernel: typed array reaches past its buffer");
        return NULL;
    }
    *length = size;
    return bytes + offset;
}

/* A whole number that a machine word can hold exactly. */
static int word_of(JSContext *context, JSValueConst value, int64_t *word)
{
    double number;
    if (JS_IsBigInt(context, value))
        return JS_ToBigInt64(context, word, value);
    if (!JS_IsNumber(value) && !JS_IsBool(value)) {
        JS_ThrowTypeError(context, "kernel: argument must be a number, BigInt, string, buffer or null");
        return -1;
    }
    if (JS_ToFloat64(context, &number, value))
        return -1;
    if (!(number >= -9007199254740992.0 && number <= 9007199254740992.0) ||
        number != (double)(int64_t)number) {
        JS_ThrowRangeError(context, "kernel: argument must be a whole number");
        return -1;
    }
    *word = (int64_t)number;
    return 0;
}

static JSValue js_syscall(JSContext *context, JSValueConst this, int count, JSValueConst *values)
{
    long words[MAX_WORDS] = {0};
    const char *strings[MAX_WORDS] = {NULL};
    JSValue result = JS_EXCEPTION;
    long answer;
    int i;
    (void)this;

    if (count < 1 || count > MAX_WORDS)
        return JS_ThrowTypeError(context, "kernel: a system call has a number and at most six arguments");
    for (i = 0; i < count; i++) {
        JSValueConst value = values[i];
        size_t length;
        int64_t word;
        if (JS_IsNull(value) || JS_IsUndefined(value))
            continue;
        if (JS_IsString(value)) {
            strings[i] = JS_ToCStringLen(context, &length, value);
            if (!strings[i])
                goto out;
            if (memchr(strings[i], 0, length)) {
                JS_ThrowTypeError(context, "kernel: string contains NUL");
                goto out;
            }
            words[i] = (long)strings[i];
        } else if (JS_IsObject(value)) {
            uint8_t *bytes = bytes_of(context, value, &length);
            if (!bytes)
                goto out;
            words[i] = (long)bytes;
        } else {
            if (word_of(context, value, &word))
                goto out;
            words[i] = (long)word;
        }
    }
    answer = syscall(words[0], words[1], words[2], words[3], words[4], words[5], words[6]);
    result = JS_NewInt64(context, answer == -1 ? -(int64_t)errno : (int64_t)answer);
out:
    for (i = 0; i < count; i++)
        if (strings[i])
            JS_FreeCString(context, strings[i]);
    return result;
}

/* Reads the optional arguments (offset, length) and checks that they lie inside `whole` bytes. */
static int range_of(JSContext *context, int count, JSValueConst *values, size_t whole, size_t *offset,
                    size_t *length)
{
    int64_t start = 0, size;
    if (count > 1 && !JS_IsUndefined(values[1]) && word_of(context, values[1], &start))
        return -1;
    if (start < 0 || (uint64_t)start > whole)
        goto outside;
    size = (int64_t)whole - start;
    if (count > 2 && !JS_IsUndefined(values[2]) && word_of(context, values[2], &size))
        return -1;
    if (size < 0 || (uint64_t)size > whole - (uint64_t)start)
        goto outside;
    *offset = (size_t)start;
    *length = (size_t)size;
    return 0;
outside:
    JS_ThrowRangeError(context, "kernel: offset or length lies outside the buffer");
    return -1;
}

static JSValue js_address(JSContext *context, JSValueConst this, int count, JSValueConst *values)
{
    size_t whole, offset, length;
    uint8_t *bytes;
    (void)this;
    if (count < 1)
        return JS_ThrowTypeError(context, "kernel: address needs a buffer");
    bytes = bytes_of(context, values[0], &whole);
    if (!bytes || range_of(context, count > 2 ? 2 : count, values, whole, &offset, &length))
        return JS_EXCEPTION;
    return JS_NewInt64(context, (int64_t)(uintptr_t)(bytes + offset)); /* user addresses fit a double */
}

static JSValue js_utf8_encode(JSContext *context, JSValueConst this, int count, JSValueConst *values)
{
    size_t length;
    const char *string;
    JSValue result;
    (void)this;
    if (count < 1 || !JS_IsString(values[0]))
        return JS_ThrowTypeError(context, "kernel: utf8Encode needs a string");
    string = JS_ToCStringLen(context, &length, values[0]);
    if (!string)
        return JS_EXCEPTION;
    result = JS_NewArrayBufferCopy(context, (const uint8_t *)string, length);
    JS_FreeCString(context, string);
    return result;
}

static JSValue js_utf8_decode(JSContext *context, JSValueConst this, int count, JSValueConst *values)
{
    size_t whole, offset, length;
    uint8_t *bytes;
    (void)this;
    if (count < 1)
        return JS_ThrowTypeError(context, "kernel: utf8Decode needs a buffer");
    bytes = bytes_of(context, values[0], &whole);
    if (!bytes || range_of(context, count, values, whole, &offset, &length))
        return JS_EXCEPTION;
    return JS_NewStringLen(context, (const char *)bytes + offset, length);
}

static const JSCFunctionListEntry functions[] = {
    JS_CFUNC_DEF("syscall", 7, js_syscall),
    JS_CFUNC_DEF("address", 2, js_address),
    JS_CFUNC_DEF("utf8Encode", 1, js_utf8_encode),
    JS_CFUNC_DEF("utf8Decode", 3, js_utf8_decode),
};

static const int function_count = sizeof functions / sizeof functions[0];

static int initialise(JSContext *context, JSModuleDef *module)
{
    return JS_SetModuleExportList(context, module, functions, function_count);
}

/* The name that qjsc expects of a module added with -M kernel,kernel. */
JSModuleDef *js_init_module_kernel(JSContext *context, const char *name);

JSModuleDef *js_init_module_kernel(JSContext *context, const char *name)
{
    JSModuleDef *module = JS_NewCModule(context, name, initialise);
    if (module)
        JS_AddModuleExportList(context, module, functions, function_count);
    return module;
}
