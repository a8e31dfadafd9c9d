#include "CLate.h"
