/** What tasks write: one file for each task, which outlives it for a while, and reading several as one. */
@NullMarked
package dev.davit.local.log;

import org.jspecify.annotations.NullMarked;
