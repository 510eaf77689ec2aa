/** Memory and speed of a transfer that is much larger than the memory: {@code bench/run large-layer}. */
@NullMarked
package dev.davit.bench.large;

import org.jspecify.annotations.NullMarked;
