@NullMarked
package dev.davit.local;

import org.jspecify.annotations.NullMarked;
