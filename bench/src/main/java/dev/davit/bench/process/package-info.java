/** Programs that are run and measured, and the clearing away of all that was started. */
@NullMarked
package dev.davit.bench.process;

import org.jspecify.annotations.NullMarked;
