// System headers that libcurl includes: their types must remain those of Swift's Glibc module.
#pragma clang module import SwiftGlibc
#include <curl/curl.h>
