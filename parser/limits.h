/* The limits of the format (FORMAT.md section 4). Each is a rule, with a case at it and one past it. */
#ifndef CHAN_LIMITS_H
#define CHAN_LIMITS_H

#define CHAN_MAX_FILE_SIZE 1073741824u /* bytes; 1 GiB */
#define CHAN_MAX_CHANNEL 99999999u /* eight digits */
#define CHAN_MAX_TYPES 4096u /* in a file */
#define CHAN_MAX_TEMPLATES 1048576u /* in a file */
#define CHAN_MAX_FIELDS 256u /* in a type */
#define CHAN_MAX_CRITERIA 4096u /* in a template */
#define CHAN_MAX_INSTRUCTIONS 16384u /* in a template */
#define CHAN_MAX_VALUES 65535u /* in a criterion */
#define CHAN_MAX_STRING 65536u /* bytes in a string */
#define CHAN_MAX_NAME 255u /* bytes in the name of a type or of a field */
#define CHAN_MAX_DEPTH 64u /* values on the stack of a condition */

/* Patterns (FORMAT.md section 7). */
#define CHAN_MAX_PATTERN 4096u /* bytes */
#define CHAN_MAX_GROUP_DEPTH 16u
#define CHAN_MAX_REPEAT 1000u
#define CHAN_MAX_PATTERN_INSTRUCTIONS 1024u

#endif
