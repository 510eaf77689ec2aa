/** What was measured, and how it is shown: medians, ratios against targets, tables and JSON. */
@NullMarked
package dev.davit.bench.measure;

import org.jspecify.annotations.NullMarked;
