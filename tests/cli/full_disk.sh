#!/bin/bash
# A full disk: the answer is an error, what was there stays as it was, and nothing half-written is left.
. "${REPO_ROOT:?}/tests/cli/lib.sh"
disk=$WORK/disk
mkdir "$disk"
cp -R corpus/content "$WORK/content"
chmod -R u+w "$WORK/content"
export SOURCE_DATE_EPOCH=1753000000

# In an own mount namespace, so that nothing is left mounted whatever happens.
on_full_disk()	# SCRIPT
{
	unshare --mount --map-root-user sh -c "
		mount -t tmpfs -o size=64k tmpfs '$disk' || exit 77
		echo before >'$disk/C-00000291-00000042.chan'
		dd if=/dev/zero of='$disk/ballast' bs=1k count=64 2>/dev/null
		$1
		status=\$?
		rm -f '$disk/ballast'
		find '$disk' -mindepth 1 | sort
		cat '$disk/C-00000291-00000042.chan'
		exit \$status"
}

if ! unshare --mount --map-root-user sh -c "mount -t tmpfs tmpfs '$disk'" 2>/dev/null; then
	skip "writing to a full disk" "this machine does not allow a mount namespace"
	finish
fi
expect_exit 3 "building onto a full disk fails" \
	on_full_disk "'$SLUICE' build -q -C '$WORK/content' -o '$disk' >/dev/null"
expect_err 'No space left' "and says why"
expect "nothing but what was there stays" test "$(grep -c . "$OUT")" = 2
expect_out '^before$' "and it is as it was"
expect_exit 3 "a report onto a full disk fails" \
	on_full_disk "'$SLUICE' gate -q -C '$WORK/content' --report json='$disk/report' >/dev/null"
expect "nothing but what was there stays" test "$(grep -c . "$OUT")" = 2
expect_exit 2 "init onto a full disk fails" \
	on_full_disk "'$SLUICE' init '$disk/new' --sigma '$WORK/content/rules' >/dev/null"
expect "nothing but what was there stays" test "$(grep -c . "$OUT")" = 2
finish
