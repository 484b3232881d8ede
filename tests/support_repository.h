/* A content repository in a scratch folder, compiled and loaded as the gate does it. Where that fails the test fails. */
#ifndef SUPPORT_REPOSITORY_H
#define SUPPORT_REPOSITORY_H

#include "base/buffer.h"
#include "execute/program.h"
#include "gate/exercised.h"
#include "model/probes.h"
#include "model/repository.h"

#define REPOSITORY_MAX_FILES 4

typedef struct loaded_file {
	sl_buffer bytes;
	sl_checked_file checked;
	sl_program program;
} loaded_file;

typedef struct loaded_repository {
	char *folder;
	sl_arena arena;
	sl_repository repository;
	sl_probes probes;
	loaded_file files[REPOSITORY_MAX_FILES]; /* a channel each */
	sl_program programs[REPOSITORY_MAX_FILES]; /* the same, in a row */
	sl_exercised *exercised[REPOSITORY_MAX_FILES];
	size_t count;
	sl_findings findings;
} loaded_repository;

/* The type "start" of two fields Image and User, and in version 2 a third, Parent; a build 1.0.1 of version 1. */
void repository_begin(loaded_repository *r);
/* A rule in rules/NAME.yml, its id ending in number; detection as YAML of one line: "{a: {Image: x}, condition: a}". */
void repository_rule(loaded_repository *r, unsigned number, const char *detection);
/* A build of the fleet that supplies these inputs of the type: "Image, User". */
void repository_build(loaded_repository *r, const char *name, unsigned version,
                      const char *supplies);
/* Compiles all and reads the probes. */
void repository_load(loaded_repository *r);
/* Writes the files to dist/, as they are when a gate has passed. */
void repository_publish(loaded_repository *r);
/* Drops what repository_load() made, so that it can be called again after a change. */
void repository_unload(loaded_repository *r);
void repository_end(loaded_repository *r);

#define REPOSITORY_ID "3f0c1d52-6d52-4f0e-9d7b-0d1d6a3a00"

#endif
