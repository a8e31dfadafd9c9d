// yaml.h includes system headers: their types must remain those of Swift's Glibc module, or Swift
// asks for an import of this module wherever they are used.
#ifdef __swift__
#pragma clang module import SwiftGlibc
#endif
#include <CLate.h>

/// What is used of libyaml.
#define VIGIE_YAML_FUNCTIONS(LATE)                                                            \
  LATE(int, yaml_parser_initialize, (yaml_parser_t *parser), (parser))                        \
  LATE(void, yaml_parser_delete, (yaml_parser_t *parser), (parser))                           \
  LATE(void, yaml_parser_set_input_string,                                                    \
       (yaml_parser_t *parser, const unsigned char *text, size_t count), (parser, text, count)) \
  LATE(void, yaml_parser_set_encoding, (yaml_parser_t *parser, yaml_encoding_t encoding),      \
       (parser, encoding))                                                                    \
  LATE(int, yaml_parser_parse, (yaml_parser_t *parser, yaml_event_t *event), (parser, event)) \
  LATE(void, yaml_event_delete, (yaml_event_t *event), (event))

VIGIE_YAML_FUNCTIONS(VIGIE_LATE_RENAME)
#include <yaml.h>

/// Opens libyaml: NULL, or why it is not to be had.
const char *vigie_open_libyaml(void);
