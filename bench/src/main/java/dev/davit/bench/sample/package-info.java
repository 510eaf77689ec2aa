/** What the benchmarks work on: an application, base images, a registry. */
@NullMarked
package dev.davit.bench.sample;

import org.jspecify.annotations.NullMarked;
