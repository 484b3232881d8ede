/*
 * The example sensor, as it should be, for the program that is linked without another: so the target holds its own harness
 * to account every night. A vendor's object that defines chan_sensor_describe() takes its place.
 */
#pragma weak chan_sensor_describe
#include "sensors/example.c"
