/**
 * Benchmarks of Davit against other tools. Whole programs are started, because that is what a user waits for; what they
 * are compared with runs in between, on the same input and the same machine.
 */
@NullMarked
package dev.davit.bench;

import org.jspecify.annotations.NullMarked;
