package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds fewer and smaller choices that still fail. */
final class Shrinker {

  private Shrinker() {}

  /**
   * Takes out runs of choices, then makes single ones smaller, until nothing helps any more or the
   * time is over.
   *
   * @param fails whether what is made from choices fails
   * @param deadline of {@link System#nanoTime}
   */
  static List<Integer> shrink(
      List<Integer> choices, Predicate<List<Integer>> fails, long deadline) {
    List<Integer> best = choices;
    boolean shrunk = true;
    while (shrunk) {
      shrunk = false;
      for (int length = Math.max(1, best.size() / 2); length > 0; length /= 2) {
        for (int i = best.size() - length; i >= 0; i--) {
          if (System.nanoTime() > deadline) {
            return best;
          }
          int end = Math.min(best.size(), i + length);
          List<Integer> without = new ArrayList<>(best.subList(0, i));
          without.addAll(best.subList(end, best.size()));
          if (end > i && fails.test(without)) {
            best = without;
            shrunk = true;
          }
        }
      }
      for (int i = 0; i < best.size(); i++) {
        for (int smaller : new int[] {0, best.get(i) / 2, best.get(i) - 1}) {
          if (System.nanoTime() > deadline) {
            return best;
          }
          List<Integer> lower = new ArrayList<>(best);
          lower.set(i, smaller);
          if (smaller >= 0 && smaller < best.get(i) && fails.test(lower)) {
            best = lower;
            shrunk = true;
          }
        }
      }
    }
    return best;
  }
}
