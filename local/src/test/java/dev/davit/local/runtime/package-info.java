@NullMarked
package dev.davit.local.runtime;

import org.jspecify.annotations.NullMarked;
