// System headers that libpq includes: their types must remain those of Swift's Glibc module.
#pragma clang module import SwiftGlibc
#include <postgresql/libpq-fe.h>
