/*
 * Reads channel files by parser/share/channel_file.ksy alone, and tells what `sluice dump --format json` tells of them.
 *
 *	node kaitai_facts.js MODULES DESCRIPTION.json FOLDER FILE...
 *
 * MODULES is where npm has put kaitai-struct and its compiler, DESCRIPTION the .ksy as JSON. FILE gives FOLDER/NAME.json.
 */
"use strict";
const fs = require("fs");
const path = require("path");
const [modules, description, folder, ...files] = process.argv.slice(2);
const compiler = require(path.resolve(modules, "kaitai-struct-compiler"));
const KaitaiStream = require(path.resolve(modules, "kaitai-struct/KaitaiStream"));

/* The runtime makes a double of 8 bytes, which is exact to 53 bits only. */
function exactly(read) {
	return function () {
		const bytes = this.readBytes(8);
		return read(new DataView(bytes.buffer, bytes.byteOffset, 8));
	};
}
KaitaiStream.prototype.readU8le = exactly((view) => view.getBigUint64(0, true));
KaitaiStream.prototype.readS8le = exactly((view) => view.getBigInt64(0, true));

/* It also takes a mark of the byte order for none of the text. */
KaitaiStream.bytesToStr = (bytes, encoding) => new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);

function json(value) {
	if (typeof value === "bigint")
		return value.toString();
	if (Array.isArray(value))
		return `[${value.map(json)}]`;
	if (typeof value === "object")
		return `{${Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${json(member)}`)}}`;
	if (value === undefined || Number.isNaN(value))
		throw new Error("a value that there is not");
	return JSON.stringify(value);
}

function factsOf(ChannelFile, file) {
	const { FieldKind, Action, Level, Status, Operator, Opcode, AddressFamily } = ChannelFile;
	const word = (names, number) => names[number].toLowerCase();
	const opcodes = { [Opcode.CONJUNCTION]: "and", [Opcode.DISJUNCTION]: "or", [Opcode.NEGATION]: "not" };
	const instruction = (one) => (one.isPush ? one.word : opcodes[one.opcode]);

	function uuid(bytes) {
		return Buffer.from(bytes).toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
	}

	/* Of family 6 in the short form of RFC 5952, which is that of web addresses. */
	function network(one) {
		if (one.family === AddressFamily.IPV4)
			return `${one.address.subarray(0, 4).join(".")}/${one.prefix}`;
		const groups = Buffer.from(one.address).toString("hex").match(/.{4}/g).join(":");
		return `${new URL(`http://[${groups}]`).hostname.slice(1, -1)}/${one.prefix}`;
	}

	function value(operation, one) {
		if (operation === Operator.CIDR)
			return network(one.value);
		return operation === Operator.FIELDREF ? one.index : one.value;
	}

	function criterion(one) {
		const flags = ["cased", "multiline"].filter((name) => one.flags[name]);
		return {
			field: one.field, field_name: one.subject.name.value, operator: word(Operator, one.operation), flags,
			values: one.values.map((it) => value(one.operation, it)),
		};
	}

	function template(one) {
		return {
			id: uuid(one.uuid), title: one.title.value, author: one.author.value, link: one.link.value,
			action: word(Action, one.action), level: word(Level, one.level), status: word(Status, one.status),
			criteria: one.criteria.map(criterion), condition: one.condition.map(instruction),
		};
	}

	const { header, types } = file;
	return {
		format_version: header.formatVersion, engine_level: header.engineLevel, channel: header.channel,
		content_version: header.contentVersion, created_at: header.createdAt, expires_at: header.expiresAt,
		types: types.map((type) => ({
			id: type.typeId, version: type.version, name: type.name.value,
			fields: type.fields.map((field) => ({ kind: word(FieldKind, field.kind), name: field.name.value })),
			templates: type.templates.map(template),
		})),
	};
}

async function main() {
	const made = await compiler.compile("javascript", JSON.parse(fs.readFileSync(description, "utf8")), null, false);
	const parser = { exports: {} };
	new Function("exports", "module", "require", made["ChannelFile.js"])(parser.exports, parser, () => KaitaiStream);
	const { ChannelFile } = parser.exports;
	for (const name of files) {
		const file = new ChannelFile(new KaitaiStream(fs.readFileSync(name)));
		fs.writeFileSync(path.join(folder, `${path.basename(name)}.json`), `${json(factsOf(ChannelFile, file))}\n`);
	}
}

main().catch((fault) => {
	console.error(`kaitai_facts.js: ${fault.stack || fault}`);
	process.exit(1);
});
