# The format in Kaitai Struct (https://kaitai.io), to look into channel files, or to read them in its languages.
# It describes accepted files. It judges nothing: that is libchan's business.
meta:
  id: channel_file
  title: Channel file
  application: sluice
  file-extension: chan
  xref:
    mime: application/vnd.sluice.channel
  license: Apache-2.0
  ks-version: '0.9'
  endian: le
  bit-endian: le
doc: |
  Compiled content of endpoint sensors: templates, each with criteria over the fields of a template type and a
  condition over the criteria. Each record of a later table belongs to exactly one of an earlier table, and is found
  there: fields and templates at their type, criteria and condition at their template, values at their criterion.
doc-ref: FORMAT.md section 3
seq:
  - id: header
    type: header
  - id: string_ends
    type: u4
    repeat: expr
    repeat-expr: header.string_count
    doc: Where each string ends in the text. It begins where the one before it ends.
    doc-ref: FORMAT.md section 3.2
  - id: text
    type: text
    size: header.text_size
    doc-ref: FORMAT.md section 3.3
  - id: integers
    type: s8
    repeat: expr
    repeat-expr: header.integer_count
    doc: Strictly increasing.
    doc-ref: FORMAT.md section 3.4
  - id: networks
    type: network
    repeat: expr
    repeat-expr: header.network_count
    doc: Strictly increasing.
    doc-ref: FORMAT.md section 3.5
  - id: types
    type: template_type
    repeat: expr
    repeat-expr: header.type_count
    doc: Those that the templates use, by rising type_id.
    doc-ref: FORMAT.md section 3.6
types:
  header:
    doc: The counts say how long each table is, and so where it is. No place is stored.
    doc-ref: FORMAT.md section 3.1
    seq:
      - id: magic
        contents: [0x89, CHAN, 0x0d, 0x0a, 0x1a]
      - id: format_version
        type: u2
        valid: 1
      - id: engine_level
        type: u2
        doc: Least level of interpreter that gives this content its meaning.
      - id: channel
        type: u4
      - id: content_version
        type: u8
        doc: Rises with each release of the channel.
      - id: created_at
        type: u8
        doc: Seconds since 1970-01-01 UTC.
      - id: expires_at
        type: u8
        doc: Seconds since 1970-01-01 UTC; 0 is never.
      - id: file_size
        type: u4
        valid: _root._io.size
        doc: Bytes of the whole file.
      - id: string_count
        type: u4
      - id: text_size
        type: u4
        doc: Bytes of all strings together.
      - id: integer_count
        type: u4
      - id: network_count
        type: u4
      - id: type_count
        type: u4
      - id: field_count
        type: u4
      - id: template_count
        type: u4
      - id: criterion_count
        type: u4
      - id: value_count
        type: u4
      - id: instruction_count
        type: u4
      - id: reserved
        type: u4
        doc: Zero.
      - id: body_checksum
        type: u4
        doc: CRC-32C of the bytes after the header.
      - id: header_checksum
        type: u4
        doc: CRC-32C of the bytes of the header before this one.
    instances:
      string_offset:
        value: sizeof<header>
      text_offset:
        value: string_offset + string_count * sizeof<u4>
      integer_offset:
        value: text_offset + text_size
      network_offset:
        value: integer_offset + integer_count * sizeof<s8>
      type_offset:
        value: network_offset + network_count * sizeof<network>
      field_offset:
        value: type_offset + type_count * sizeof<template_type>
      template_offset:
        value: field_offset + field_count * sizeof<field>
      criterion_offset:
        value: template_offset + template_count * sizeof<template>
      value_offset:
        value: criterion_offset + criterion_count * sizeof<criterion>
      instruction_offset:
        value: value_offset + value_count * sizeof<u4>
      end_offset:
        value: instruction_offset + instruction_count * sizeof<instruction>
  text:
    seq:
      - id: strings
        type: str
        encoding: UTF-8
        size: '_root.string_ends[_index] - (_index == 0 ? 0 : _root.string_ends[_index - 1])'
        repeat: expr
        repeat-expr: _root.header.string_count
        doc: Strictly increasing, compared as unsigned bytes.
  string_index:
    doc: A string by its number, counted from 1. 0 is the empty string, which is not stored.
    doc-ref: FORMAT.md section 2.4
    -webide-representation: '{value}'
    seq:
      - id: index
        type: u4
    instances:
      value:
        value: 'index == 0 ? "" : _root.text.strings[index - 1]'
  integer_index:
    doc: An integer by its number, counted from 0.
    doc-ref: FORMAT.md section 3.10
    -webide-representation: '{value}'
    seq:
      - id: index
        type: u4
    instances:
      value:
        value: _root.integers[index]
  network_index:
    doc: A network by its number, counted from 0.
    doc-ref: FORMAT.md section 3.10
    -webide-representation: '{value}'
    seq:
      - id: index
        type: u4
    instances:
      value:
        value: _root.networks[index]
  field_index:
    doc: A field of the criterion's type by its number, counted from 0.
    doc-ref: FORMAT.md section 3.10
    -webide-representation: '{value}'
    seq:
      - id: index
        type: u4
    instances:
      value:
        value: _parent.as<criterion>._parent.owner.fields[index]
  network:
    doc-ref: FORMAT.md section 3.5
    -webide-representation: '{family} {address}/{prefix:dec}'
    seq:
      - id: family
        type: u1
        enum: address_family
      - id: prefix
        type: u1
        doc: Bits of the address that count.
      - id: reserved
        type: u2
        doc: Zero.
      - id: address
        size: 16
        doc: In network byte order; IPv4 uses the first 4 bytes. What is past the prefix is zero.
  template_type:
    doc: A template type at the version for which the content was made.
    doc-ref: FORMAT.md section 3.6
    -webide-representation: '{name} {version:dec}'
    seq:
      - id: name
        type: string_index
      - id: type_id
        type: u4
      - id: version
        type: u4
      - id: first_field
        type: u4
      - id: field_count
        type: u4
      - id: first_template
        type: u4
      - id: template_count
        type: u4
    instances:
      fields:
        pos: _root.header.field_offset + first_field * sizeof<field>
        type: field
        repeat: expr
        repeat-expr: field_count
        doc: All fields of the type at this version, in the order of the inputs that a sensor supplies.
      templates:
        pos: _root.header.template_offset + first_template * sizeof<template>
        type: template
        repeat: expr
        repeat-expr: template_count
      layout_hash:
        value: fields.last.layout_hash
        doc: The hash of a type is that of its last field.
  field:
    doc-ref: FORMAT.md section 3.7
    -webide-representation: '{name}: {kind}'
    seq:
      - id: name
        type: string_index
      - id: kind
        type: u2
        enum: field_kind
      - id: reserved
        type: u2
        doc: Zero.
      - id: layout_hash
        type: u4
        doc: CRC-32C over name, NUL and kind of each field of the type, up to and including this one.
  template:
    doc: One detection.
    doc-ref: FORMAT.md section 3.8
    -webide-representation: '{title}'
    seq:
      - id: uuid
        size: 16
        doc: In the byte order of RFC 9562.
      - id: type
        type: u4
        doc: Index of the type that owns it.
      - id: title
        type: string_index
      - id: author
        type: string_index
      - id: link
        type: string_index
        doc: Where the rule is explained.
      - id: action
        type: u1
        enum: action
      - id: level
        type: u1
        enum: level
      - id: status
        type: u1
        enum: status
      - id: reserved
        type: u1
        doc: Zero.
      - id: first_criterion
        type: u4
      - id: criterion_count
        type: u4
      - id: first_instruction
        type: u4
      - id: instruction_count
        type: u4
    instances:
      owner:
        value: _root.types[type]
      criteria:
        pos: _root.header.criterion_offset + first_criterion * sizeof<criterion>
        type: criterion
        repeat: expr
        repeat-expr: criterion_count
      condition:
        pos: _root.header.instruction_offset + first_instruction * sizeof<instruction>
        type: instruction
        repeat: expr
        repeat-expr: instruction_count
        doc: For a machine with a stack of booleans, which it leaves with one, the verdict.
        doc-ref: FORMAT.md section 6
  criterion:
    doc: True if the operator holds for any of the values.
    doc-ref: FORMAT.md section 3.9
    -webide-representation: '{subject} {operation}'
    seq:
      - id: field
        type: u2
        doc: Index into the fields of the template's type.
      - id: operation
        type: u1
        enum: operator
      - id: flags
        type: flags
      - id: first_value
        type: u4
      - id: value_count
        type: u4
    instances:
      subject:
        value: _parent.owner.fields[field]
        doc: The field that it is about.
      values:
        pos: _root.header.value_offset + first_value * sizeof<u4>
        type:
          switch-on: operation
          cases:
            operator::cidr: network_index
            operator::eq: integer_index
            operator::lt: integer_index
            operator::le: integer_index
            operator::gt: integer_index
            operator::ge: integer_index
            operator::fieldref: field_index
            _: string_index
        repeat: expr
        repeat-expr: value_count
        doc-ref: FORMAT.md section 3.10
  flags:
    doc-ref: FORMAT.md section 3.9
    seq:
      - id: cased
        type: b1
        doc: ASCII capitals and small letters differ.
      - id: multiline
        type: b1
        doc: In a pattern, ^ and $ also match at the ends of lines.
      - id: reserved
        type: b6
        doc: Zero.
  instruction:
    doc-ref: FORMAT.md section 6
    seq:
      - id: word
        type: u2
    instances:
      is_push:
        value: word < 0x1000
        doc: It pushes the truth of a criterion.
      criterion:
        value: _parent.criteria[word]
        if: is_push
      opcode:
        value: word
        enum: opcode
        if: not is_push
enums:
  field_kind:
    1: string
    2: integer
    3: ip
  action:
    1: detect
    2: prevent
    3: monitor
  level:
    0: none
    1: informational
    2: low
    3: medium
    4: high
    5: critical
  status:
    0: none
    1: stable
    2: test
    3: experimental
    4: deprecated
    5: unsupported
  address_family:
    4: ipv4
    6: ipv6
  operator:
    1: exact
    2: prefix
    3: suffix
    4: contains
    5: glob
    6: regex
    7: cidr
    8: eq
    9: lt
    10: le
    11: gt
    12: ge
    13: exists
    14: 'null'
    15: fieldref
    16: any
  opcode:
    0x8000:
      id: conjunction
      doc: and; takes two, pushes one.
    0x8001:
      id: disjunction
      doc: or; takes two, pushes one.
    0x8002:
      id: negation
      doc: not; takes one, pushes one.
