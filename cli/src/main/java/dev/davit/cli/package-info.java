/** The command line: binds arguments, calls the other modules, prints. The only module that wires them together. */
@NullMarked
package dev.davit.cli;

import org.jspecify.annotations.NullMarked;
