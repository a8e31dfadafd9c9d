// Libraries that are opened when something first needs them, by dlopen.
//
// A program that links a library has it in memory from the start, whether it is used or not: libssl
// and libcrypto are two megabytes that an exporter without TLS has no use for. A library's header
// lists its functions once; here the list is made into what opens it, and into functions of the
// same names that pass the call on. Who includes the header writes C or Swift as if it was linked,
// and the compiler holds each entry of the list against the library's own declaration.
//
// An entry is LATE(result, name, (parameters), (arguments)).
#ifndef VIGIE_CLATE_H
#define VIGIE_CLATE_H

#define VIGIE_PRAGMA(text) _Pragma(#text)

/// To be put before the library's own headers: what they declare is then ours by another name for
/// the linker, so that it cannot be taken for the library's by others that link it.
#define VIGIE_LATE_RENAME(result, name, parameters, arguments) \
  VIGIE_PRAGMA(redefine_extname name vigie_late_##name)

#endif
