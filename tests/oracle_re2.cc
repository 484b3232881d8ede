// RE2 behind a C interface: support_oracle.c compiles and loads this where g++ and RE2 are there.
#include <re2/re2.h>

extern "C" {

// NULL: RE2 refuses the pattern.
void *oracle_re2_compile(const char *pattern, size_t length, int cased, int multiline)
{
	RE2::Options options;

	options.set_encoding(RE2::Options::EncodingLatin1);
	options.set_log_errors(false);
	options.set_dot_nl(true);
	options.set_case_sensitive(cased != 0);
	options.set_max_mem(64 << 20);
	RE2 *re2 = new RE2((multiline ? "(?m)" : "") + std::string(pattern, length), options);
	if (re2->ok())
		return re2;
	delete re2;
	return NULL;
}

int oracle_re2_matches(const void *compiled, const char *input, size_t size)
{
	const RE2 *re2 = static_cast<const RE2 *>(compiled);

	return re2->Match(re2::StringPiece(input, size), 0, size, RE2::UNANCHORED, NULL, 0);
}

void oracle_re2_free(void *compiled)
{
	delete static_cast<RE2 *>(compiled);
}
}
