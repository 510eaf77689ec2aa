/** One class a command; each binds its arguments, calls, and prints the result to the standard output. */
@NullMarked
package dev.davit.cli.command;

import org.jspecify.annotations.NullMarked;
