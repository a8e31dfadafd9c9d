// yaml.h includes system headers: their types must remain those of Swift's Glibc module, or Swift
// asks for an import of this module wherever they are used.
#pragma clang module import SwiftGlibc
#include <yaml.h>
