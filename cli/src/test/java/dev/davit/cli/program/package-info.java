/** The whole program, run as a user runs it: through {@code ./davit}, in folders of its own. */
@NullMarked
package dev.davit.cli.program;

import org.jspecify.annotations.NullMarked;
