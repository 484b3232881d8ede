# sluice: build, test and gate, on any Debian 12. `make help` lists the targets.
#
#   make                     the release tool, build/release/sluice
#   make VARIANT=asan        another variant of everything, in build/asan
#   make BUILD=/elsewhere    another place for all that is made;  V=1 shows the commands
#   make CC=clang-19         another compiler (release, asan)

VARIANTS := release debug asan msan fuzz afl coverage
VARIANT ?= release
ifeq ($(filter $(VARIANTS),$(VARIANT)),)
$(error VARIANT is one of: $(VARIANTS))
endif

BUILD ?= build
ifneq ($(words $(BUILD)),1)
$(error BUILD may hold no blanks, which part words for make, unlike: $(BUILD))
endif
OUT := $(BUILD)/$(VARIANT)
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
CLANG ?= clang-19
AFL_CC ?= afl-clang-fast
FUZZ_RUNS ?= 4000
TIME ?= 60
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(MAKELEVEL),0) # a -j on the command line still wins
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
MAKEFLAGS += --no-builtin-rules
Q := $(if $(V),,@)

# What there is: every list is a glob, so a new file is built, tested and fuzzed without a word here.
PARSER := $(wildcard parser/*.c)
MAIN := validator/cli/main.c
STATIC_ONLY := validator/cli/commands_static.c validator/base/digest_md.c
VALIDATOR := $(filter-out $(MAIN) $(STATIC_ONLY),$(wildcard validator/*/*.c))
FAULTS := validator/rules/selftest.c validator/gate/switch_off.c
SUITES := $(wildcard tests/test_*.c)
CHAN_SUITES := $(wildcard tests/test_chan_*.c)
TARGETS := $(wildcard fuzz/fuzz_*.c)
CONTROL := $(wildcard fuzz/control.c)
MUTATORS := $(wildcard fuzz/*_mutator.c)
SUITE_SUPPORT := $(wildcard tests/support*.c fuzz/naive*.c)
GENERATOR := tests/make_cases.c
VERDICTS := tests/second/verdicts.c
MUTANTS := tests/second/mutants.c
DRIVER := $(wildcard fuzz/replay*.c)
FUZZ_SUPPORT := $(filter-out $(TARGETS) $(CONTROL) $(DRIVER),$(wildcard fuzz/*.c))

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wundef -Wvla \
	-Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Werror
COMMON := -std=c11 -g -Iparser -Ivalidator "-ffile-prefix-map=$(CURDIR)=." -MMD -MP
POSIX := -D_POSIX_C_SOURCE=200809L
LIBRARIES = $(eval LIBRARIES := $(shell pkg-config --libs yaml-0.1 jansson libsodium))$(LIBRARIES)
X86 := $(filter x86_64,$(shell uname -m))

# One line a variant: the compiler, what compiling takes, what linking takes. Debug is for a debugger, and clang's, so that
# both compilers warn of every file; others have of -g what a stack needs.
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CC_release = $(CC)
FLAGS_release := -O3 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE $(if $(X86),-fcf-protection)
LINK_release := -pie -Wl,-z,relro,-z,now
CC_debug = $(CLANG)
FLAGS_debug := -O0 -gdwarf-4
CC_asan = $(CC)
# Instrumented code hides from gcc the bounds that this warning wants to see.
FLAGS_asan := -O1 -g1 $(SANITIZE) -Wno-format-truncation
LINK_asan := $(SANITIZE)
CC_msan = $(CLANG)
FLAGS_msan := -O1 -fsanitize=memory -fsanitize-memory-track-origins -fno-omit-frame-pointer
LINK_msan := -fsanitize=memory
CC_fuzz = $(CLANG)
# What files are made of is guessed by the mutator and not by comparisons, whose tracing is half of the parser's time.
UNTRACED := $(filter-out $(wildcard parser/regex*.c parser/pattern*.c parser/glob*.c),$(PARSER))
FLAGS_fuzz = -O1 -g1 -fsanitize=fuzzer-no-link $(SANITIZE) \
	$(if $(filter $(UNTRACED:%.c=$(BUILD)/fuzz/%.o),$@),-fno-sanitize-coverage=trace-cmp)
LINK_fuzz := $(SANITIZE)
ENGINE_fuzz := -fsanitize=fuzzer
# afl++ 4.04c brings clang 14, whose warnings are nobody's business here.
CC_afl = AFL_QUIET=1 $(AFL_CC)
FLAGS_afl := -O2 -g1 -w $(SANITIZE)
LINK_afl := $(SANITIZE)
ENGINE_afl := -fsanitize=fuzzer
CC_coverage = $(CLANG)
# Some counts are differences of others: where threads lose one, a branch that nobody takes seems to be taken.
FLAGS_coverage := -O0 -fprofile-instr-generate -fprofile-update=atomic -fcoverage-mapping -fcoverage-mcdc
LINK_coverage := -fprofile-instr-generate

# $(call objects,VARIANT,SOURCES)  $(call programs,VARIANT,SOURCES)  where each comes to lie
objects = $(patsubst %.c,$(BUILD)/$(1)/%.o,$(2))
programs = $(patsubst %.c,$(BUILD)/$(1)/%,$(2))
tools = $(BUILD)/$(1)/sluice $(BUILD)/$(1)/sluice-test
libraries = $(BUILD)/$(1)/libsluice.a $(BUILD)/$(1)/libchan.a
AFL_MUTATORS := $(MUTATORS:%.c=$(BUILD)/afl/%.so)
# The release compiles libchan as one unit, so that the compiler sees across its files; all else compiles it by file.
chan_objects = $(if $(filter release,$(1)),$(BUILD)/release/libchan.o,$(call objects,$(1),$(PARSER)))
# Where no engine drives a fuzz target it becomes a program that replays files.
driver = $(if $(ENGINE_$(1)),,$(call objects,$(1),$(DRIVER)))
everything = $(if $(ENGINE_$(1)),,$(call tools,$(1)) $(call programs,$(1),$(SUITES))) \
	$(call programs,$(1),$(TARGETS) $(CONTROL)) $(if $(filter afl,$(1)),$(AFL_MUTATORS))

# The packages that the goals need; checked once, before the first compilation.
GROUPS := build \
	$(if $(filter test test-all second coverage lint,$(MAKECMDGOALS))$(filter-out release,$(VARIANT)),test) \
	$(if $(filter test test-all fuzz,$(MAKECMDGOALS))$(filter fuzz afl,$(VARIANT)),fuzz) \
	$(if $(filter test test-all static,$(MAKECMDGOALS)),static)

.PHONY: all test test-all second gate static fuzz fuzz-bench bench lint prove mutants planted cases coverage repro corpus-add corpus install \
	uninstall package deps clean help suites targets packages FORCE
.SECONDARY:
.DELETE_ON_ERROR:

ifeq ($(VARIANT),release)
all: $(OUT)/sluice ## the tool of VARIANT (release: the tool alone; others: suites and targets too)
else
all: $(call everything,$(VARIANT))
endif

suites: $(call programs,$(VARIANT),$(SUITES))
targets: $(call programs,$(VARIANT),$(TARGETS) $(CONTROL))

# A stamp holds a text, and is rewritten, so newer, only when the text has changed.
define stamp
	@mkdir -p $(@D)
	@printf '%s\n' '$(1)' | cmp -s - $@ || printf '%s\n' '$(1)' >$@
endef
define compile
	$(if $(V),,@echo "  CC    $@")
	@mkdir -p $(@D)
	$(Q)$(CC_$(1)) $(COMMON) $(WARNINGS) $(FLAGS_$(1)) $(ROOM) $(CFLAGS) -c -o $@ $<
endef
define archive
	$(if $(V),,@echo "  AR    $@")
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $(filter %.o,$^)
endef
define link
	$(if $(V),,@echo "  LD    $@")
	@mkdir -p $(@D)
	$(Q)$(CC_$(1)) $(LINK_$(1)) $(LDFLAGS) $(2) -o $@ $(filter %.o %.a,$^) $(LIBRARIES) $(3)
endef

define VARIANT_RULES
$(BUILD)/$(1)/parser/%.o: ROOM := -ffreestanding
$(BUILD)/$(1)/validator/%.o: ROOM := $(POSIX)
$(BUILD)/$(1)/faults/%.o: ROOM := $(POSIX) -DSLUICE_TEST_FAULTS
$(BUILD)/$(1)/tests/%.o: ROOM := $(POSIX) -Itests -Ifuzz
$(BUILD)/$(1)/fuzz/%.o: ROOM := $(POSIX) -Ifuzz
$(BUILD)/$(1)/flags: FORCE
	$$(call stamp,$$(CC_$(1)) $$(COMMON) $$(WARNINGS) $$(FLAGS_$(1)) $$(CFLAGS) $$(LINK_$(1)) $$(LDFLAGS))
$(BUILD)/$(1)/sources: FORCE
	$$(call stamp,$$(PARSER) $$(VALIDATOR) $$(SUITE_SUPPORT) $$(FUZZ_SUPPORT))
$(BUILD)/$(1)/%.o: %.c $(BUILD)/$(1)/flags | packages
	$$(call compile,$(1))
$(BUILD)/$(1)/faults/%.o: %.c $(BUILD)/$(1)/flags | packages
	$$(call compile,$(1))
$(BUILD)/$(1)/libchan.a: $(call chan_objects,$(1)) $(BUILD)/$(1)/sources
	$$(call archive)
$(BUILD)/$(1)/libsluice.a: $(call objects,$(1),$(VALIDATOR)) $(BUILD)/$(1)/sources
	$$(call archive)
$(BUILD)/$(1)/sluice: $(call objects,$(1),$(MAIN)) $(call libraries,$(1))
	$$(call link,$(1))
# The tool with the switches that break it on purpose: the test object comes before its twin in the library.
$(BUILD)/$(1)/sluice-test: $(call objects,$(1),$(MAIN)) $(call objects,$(1)/faults,$(FAULTS)) \
		$(call libraries,$(1))
	$$(call link,$(1))
$(BUILD)/$(1)/tests/libsupport.a: $(call objects,$(1),$(SUITE_SUPPORT)) $(BUILD)/$(1)/sources
	$$(call archive)
# The suites of libchan link libchan alone, as a sensor does.
$(call programs,$(1),$(CHAN_SUITES)): %: %.o $(BUILD)/$(1)/tests/libsupport.a $(BUILD)/$(1)/libchan.a
	$$(call link,$(1),,-lcmocka)
$(call programs,$(1),$(VERDICTS)): %: %.o $(BUILD)/$(1)/libchan.a
	$$(call link,$(1))
$(call programs,$(1),$(filter-out $(CHAN_SUITES),$(SUITES)) $(GENERATOR) $(MUTANTS)): %: %.o \
		$(BUILD)/$(1)/tests/libsupport.a $(call libraries,$(1))
	$$(call link,$(1),,-lcmocka)
$(call programs,$(1),$(TARGETS) $(CONTROL)): %: %.o $(call objects,$(1),$(FUZZ_SUPPORT)) \
		$(call driver,$(1)) $(call libraries,$(1))
	$$(call link,$(1),$(ENGINE_$(1)),$(if $(ENGINE_$(1)),,-lcmocka))
endef
$(foreach variant,$(VARIANTS),$(eval $(call VARIANT_RULES,$(variant))))

# The replay by clang: objects that the fuzz variant has anyway, and the driver in the engine's place.
CLANG_REPLAYS := $(TARGETS:fuzz/%.c=$(BUILD)/fuzz/replay/%)
$(CLANG_REPLAYS): $(BUILD)/fuzz/replay/%: $(BUILD)/fuzz/fuzz/%.o $(call objects,fuzz,$(FUZZ_SUPPORT) $(DRIVER)) \
		$(call libraries,fuzz)
	$(call link,fuzz,,-lcmocka)

HASH := \#
$(BUILD)/release/libchan.c: FORCE # one #include a line
	$(call stamp,$(subst " $(HASH),"' '$(HASH),$(PARSER:parser/%=$(HASH)include "%")))
$(BUILD)/release/libchan.o: ROOM := -ffreestanding -Wno-shadow -ffile-prefix-map=$(BUILD)=build # names of one file, in another
$(BUILD)/release/libchan.o: $(BUILD)/release/libchan.c $(BUILD)/release/flags | packages
	$(call compile,release)

# The same with a trap where an array would be left, a shift or a sum be undefined, a place be reached that cannot be: the sensor
# stops, and nothing else happens. It wants no other library, and costs some per cent; checks of pointers for null and for
# overflow are left out, for they would make it four times as slow.
TRAP := -fsanitize=bounds-strict,object-size,shift,signed-integer-overflow,integer-divide-by-zero,unreachable,bool,enum \
	-fsanitize-undefined-trap-on-error
$(BUILD)/release/libchan_trap.o: ROOM := -ffreestanding -Wno-shadow -ffile-prefix-map=$(BUILD)=build $(TRAP)
$(BUILD)/release/libchan_trap.o: $(BUILD)/release/libchan.c $(BUILD)/release/flags | packages
	$(call compile,release)
$(BUILD)/release/libchan-trap.a: $(BUILD)/release/libchan_trap.o
	$(call archive)

# The shared library: what parser/share/libchan.map names, and nothing else, is seen from outside.
CHAN_SHARED := libchan.so.0
$(BUILD)/release/libchan_shared.o: ROOM := -ffreestanding -Wno-shadow -fPIC -ffile-prefix-map=$(BUILD)=build
$(BUILD)/release/libchan_shared.o: $(BUILD)/release/libchan.c $(BUILD)/release/flags | packages
	$(call compile,release)
$(BUILD)/release/$(CHAN_SHARED): $(BUILD)/release/libchan_shared.o parser/share/libchan.map
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC_release) -shared -nostartfiles -Wl,-soname,$(CHAN_SHARED) -Wl,--version-script,parser/share/libchan.map \
		-Wl,-z,defs,-z,relro,-z,now -Wl,--no-undefined-version $(LDFLAGS) -o $@ $<
INSTALLED := $(BUILD)/release/sluice $(BUILD)/release/libchan.a $(BUILD)/release/libchan-trap.a $(BUILD)/release/$(CHAN_SHARED)

# The triage alone, for rescue systems: musl, no other library, one file.
STATIC := $(STATIC_ONLY) $(MAIN) $(wildcard validator/triage/*.c) \
	$(addprefix validator/cli/,arguments.c help.c manual.c sandboxed.c triage.c) \
	$(addprefix validator/base/,buffer.c closest.c draft.c file.c folder.c json_write.c memory.c moment.c path_pattern.c \
		problem.c sandbox.c sandbox_landlock.c sandbox_limits.c sandbox_seccomp.c text.c unfinished.c utf8.c) \
	$(addprefix validator/rules/,finding.c record_path.c rule_table.c structure.c) \
	$(addprefix validator/author/,channel_folder.c channel_name.c) validator/gate/channel_file.c
CC_static := musl-gcc
FLAGS_static := -O2 -fstack-protector-strong -idirafter /usr/include -idirafter /usr/include/$(shell uname -m)-linux-gnu
LINK_static := -static
$(BUILD)/static/parser/%.o: ROOM := -ffreestanding
$(BUILD)/static/validator/%.o: ROOM := $(POSIX)
$(BUILD)/static/flags: FORCE
	$(call stamp,$(CC_static) $(COMMON) $(WARNINGS) $(FLAGS_static) $(CFLAGS) $(LINK_static) $(LDFLAGS))
$(BUILD)/static/%.o: %.c $(BUILD)/static/flags | packages
	$(call compile,static)
$(BUILD)/static/sluice: LIBRARIES = $$(gcc -print-file-name=libmd.a)
$(BUILD)/static/sluice: $(call objects,static,$(PARSER) $(STATIC))
	$(call link,static)

# A mutator brings all that it needs, its own libchan too, and is not instrumented: where it was, it cost libFuzzer more
# than the target did. afl-fuzz loads it into itself as a library.
MUTATOR_NEEDS := $(PARSER) $(wildcard parser/*.h parser/*.def fuzz/*.h fuzz/mutator/*)
$(AFL_MUTATORS): $(BUILD)/afl/%.so: %.c $(MUTATOR_NEEDS) | packages
	$(if $(V),,@echo "  LD    $@")
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O3 -fPIC -fno-semantic-interposition -shared -Wl,-Bsymbolic $(POSIX) -Iparser -Ifuzz -o $@ $< $(PARSER)

define MUTATOR_RULE
$(MUTATORS:%.c=$(BUILD)/$(1)/%.o): $(BUILD)/$(1)/%.o: %.c $(MUTATOR_NEEDS) $(BUILD)/$(1)/flags | packages
	$(if $(V),,@echo "  CC    $$@")
	@mkdir -p $$(@D)
	$(Q)$$(CC) -std=c11 -O3 -r -nostdlib $(POSIX) -Iparser -Ifuzz -o $$@ $$< $(PARSER)
	$(Q)objcopy -w --keep-global-symbol='channel_*' --keep-global-symbol='afl_custom_*' $$@
endef
$(foreach variant,fuzz afl,$(eval $(call MUTATOR_RULE,$(variant))))

packages:
	@ci/deps $(GROUPS)

# What holds libchan, as it ships, against the second implementation.
SECOND := $(call programs,release,$(VERDICTS)) $(call programs,debug,$(MUTANTS)) $(call programs,asan,$(MUTANTS))
TEST_NEEDS := $(INSTALLED) $(BUILD)/static/sluice $(call everything,debug) $(call everything,asan) \
	$(call everything,fuzz) $(call everything,afl) $(CLANG_REPLAYS) $(SECOND)
RUN = BUILD='$(BUILD)' FUZZ_RUNS='$(FUZZ_RUNS)' tests/run

test: $(TEST_NEEDS) ## suites (debug, asan), the corpus (gcc, clang), command line, the second implementation, lint, a counted fuzz run of both engines
	@$(RUN) second lint cli:release cli:asan suites:debug suites:asan corpus:asan corpus:clang house fuzz

test-all: $(TEST_NEEDS) $(call programs,msan,$(CHAN_SUITES) $(TARGETS)) ## test, and MSan, valgrind, other machines and the proofs
	@ci/deps portable package || echo "portable, package: goes on without what is missing"
	@THOROUGH=1 $(RUN) suites:debug suites:asan suites:msan suites:valgrind replay:asan corpus:clang replay:msan \
		replay:valgrind cli:release cli:asan second house harness lint fuzz portable prove planted

second: $(SECOND) ## libchan against the second implementation of FORMAT.md, for some minutes
	@THOROUGH=1 $(RUN) second

gate: $(BUILD)/release/sluice ## gate the sample content repository with the release tool
	@$(BUILD)/release/sluice gate -C corpus/content

# The sensor's own programs alone; the night makes all that it needs.
SENSOR_NEEDS := $(foreach variant,fuzz afl,$(BUILD)/$(variant)/fuzz/fuzz_sensor) $(AFL_MUTATORS) $(BUILD)/release/sluice
fuzz: $(if $(SENSOR),$(SENSOR_NEEDS)) ## every target, or TARGET=parse, TIME=60 s with each engine; SENSOR=libfoo.so: one of yours (CATALOG=DIR)
	@BUILD='$(BUILD)' $(if $(SENSOR),ci/fuzz-sensor --seconds '$(TIME)' $(if $(CATALOG),--catalog '$(CATALOG)') \
		$(SENSOR),ci/nightly --each '$(TIME)' $(TARGET))

# FILE and NAME reach the scripts by the environment: make would take a file's name apart.
repro: ## does FILE=crash-... [TARGET=parse] still fail: the finding, the stack, the bytes with their fields named
	@BUILD='$(BUILD)' ci/fuzz-repro "$$FILE" $(TARGET)

corpus-add: ## FILE=crash-... [TARGET=parse] [NAME=what-it-shows] becomes a case, annotated and ready to commit
	@BUILD='$(BUILD)' ci/corpus-add "$$FILE" "$(TARGET)" "$$NAME"

corpus: $(foreach variant,asan fuzz,$(call programs,$(variant),$(or $(TARGET:%=fuzz/fuzz_$(TARGET:fuzz_%=%).c),$(TARGETS)))) ## write fuzz/corpus/ anew from BUILD/nightly
	@BUILD='$(BUILD)' ci/corpus-minimise $(TARGET)

static: $(BUILD)/static/sluice ## sluice triage as one static program, for rescue systems (musl)

fuzz-bench: $(SENSOR_NEEDS) ## how soon each engine, with and without our mutator, finds planted defects
	@BUILD='$(BUILD)' ci/fuzz-bench

bench: $(INSTALLED) $(call libraries,release) ## speed, beside FlatBuffers, memcpy and CRC-32C
	@ci/deps bench || echo "bench: goes on without what is missing"
	@BUILD='$(BUILD)' CC='$(CC)' tests/bench/run

lint: $(INSTALLED) ## the house rules: format, includes, symbols, layout
	@BUILD='$(BUILD)' ci/lint

prove: ## Frama-C: no run-time error for any input
	@ci/deps prove || echo "prove: goes on without what is missing"
	@BUILD='$(BUILD)' tests/prove/run

mutants: ## change the code in one way after another: does a test notice? CHANGED=COMMIT: only in lines that are new since
	@BUILD='$(BUILD)' CHANGED='$(CHANGED)' ci/mutants

planted: $(INSTALLED) ## plant a dozen defects: does each meet two means that know nothing of each other?
	@ci/deps prove || echo "planted: goes on without what is missing"
	@BUILD='$(BUILD)' tests/planted/run

# The cases come first: answers are about them.
WITH_ANSWERS := tests/test_selftest.c $(filter-out tests/test_selftest.c,$(shell grep -l 'UPDATE_CASES\|answers_are' tests/test_*.c))
cases: $(call programs,debug,$(GENERATOR) $(WITH_ANSWERS)) ## write the cases of corpus/, of the self-test, and the files of answers anew
	@$(BUILD)/debug/tests/make_cases corpus
	@for suite in $(WITH_ANSWERS:%.c=$(BUILD)/debug/%); do UPDATE_CASES=1 $$suite >/dev/null || exit 1; done

coverage: $(call everything,coverage) $(call tools,asan) $(INSTALLED) ## source and MC/DC coverage of suites and command line, held against what may lack it
	@BUILD='$(BUILD)' ci/coverage

# ci/install knows what goes where. DESTDIR reaches it by the environment, with any quotes that it has.
install uninstall: INSTALL = BUILD='$(BUILD)' PREFIX='$(PREFIX)' LIBDIR='$(LIBDIR)' CC='$(CC)' ci/install
install: $(INSTALLED) ## the tool, libchan, headers, pages, completions, schemas, into DESTDIR and PREFIX (/usr/local), LIBDIR
	@$(INSTALL)

uninstall: $(INSTALLED) ## take away what install with the same DESTDIR, PREFIX and LIBDIR has put there
	@$(INSTALL) --uninstall

package: $(INSTALLED) ## Debian packages, in BUILD/packages
	@BUILD='$(BUILD)' ci/package-deb

deps: ## install what all of the above needs (Debian packages)
	@ci/deps build test static fuzz portable package prove mutants bench

clean: ## remove everything that was made
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 10

ifneq ($(wildcard $(BUILD)),)
-include $(shell find $(BUILD) -name '*.d')
endif
