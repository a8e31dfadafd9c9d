#include "CYAML.h"

#include <CLateLibrary.h>

VIGIE_LATE_LIBRARY(vigie_open_libyaml, "libyaml-0.so.2", VIGIE_YAML_FUNCTIONS)
