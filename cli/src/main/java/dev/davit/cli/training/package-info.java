/** Shows the JVM, once after each build of Davit, what a command and an agent need at their start. */
@NullMarked
package dev.davit.cli.training;

import org.jspecify.annotations.NullMarked;
