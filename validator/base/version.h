/* The version of the tool. Reports and verdicts name it. */
#ifndef SL_BASE_VERSION_H
#define SL_BASE_VERSION_H

#define SL_VERSION "0.1.0"

#endif
