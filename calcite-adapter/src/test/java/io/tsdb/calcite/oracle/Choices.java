package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The choices of which a generated thing is made. They are recorded, so that the same thing can be
 * made again, or a smaller one from fewer or smaller choices; 0 is to be the simplest choice. The
 * idea is that of Hypothesis (MacIver, Donaldson: Test-Case Reduction via Test-Case Generation,
 * ECOOP 2020).
 */
final class Choices {

  private final Random random;
  private final List<Integer> given;
  private final List<Integer> made = new ArrayList<>();

  private Choices(Random random, List<Integer> given) {
    this.random = random;
    this.given = given;
  }

  static Choices random(Random random) {
    return new Choices(random, List.of());
  }

  /** These choices, and 0 after them. */
  static Choices again(List<Integer> given) {
    return new Choices(
        new Random() {
          @Override
          public int nextInt(int bound) {
            return 0;
          }
        },
        given);
  }

  /** The choices up to now. */
  List<Integer> made() {
    return List.copyOf(made);
  }

  /** From 0 to below the bound. */
  int below(int bound) {
    int choice =
        made.size() < given.size()
            ? Math.min(bound - 1, given.get(made.size()))
            : random.nextInt(bound);
    made.add(choice);
    return choice;
  }

  /** True once in so many times; false is the simpler choice. */
  boolean oneIn(int times) {
    return below(times) == times - 1;
  }

  @SafeVarargs
  final <T> T one(T... choices) {
    return of(Arrays.asList(choices));
  }

  <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
