/** What a person or a script sees: the live tree of steps, plain progress lines, tables, failures. */
@NullMarked
package dev.davit.cli.output;

import org.jspecify.annotations.NullMarked;
