/**
 * Tasks as plain processes: the image's root file system in Linux namespaces of its own, through {@code unshare} of
 * util-linux, or directly on the host where namespaces are refused. What a task mounts lives and dies with its
 * processes, and its output goes straight to a file, so that a task outlives the agent that started it.
 */
@NullMarked
package dev.davit.local.process;

import org.jspecify.annotations.NullMarked;
