package io.tsdb.calcite.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableInterpretable;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRel.Prefer;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.linq4j.tree.ClassDeclaration;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.FieldDeclaration;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.linq4j.tree.VisitorImpl;
import org.apache.calcite.runtime.ArrayBindable;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.runtime.JsonFunctions;
import org.apache.calcite.runtime.SqlFunctions;
import org.apache.calcite.runtime.Typed;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.commons.compiler.CompilerFactoryFactory;
import org.codehaus.commons.compiler.ISimpleCompiler;

/**
 * What runs a plan. Where it is only reads of segments, sorts and columns left out, that is put
 * together of functions; else Calcite writes a Java class and compiles it, which takes longer than
 * all the rest of planning. Compiled classes are kept by their text, and differ only where plans
 * do: values that segments are given are no part of it.
 *
 * @param bindable runs the plan
 * @param constants what {@code bindable} asks the context for
 * @param sharable whether it may run many times at once
 * @param chars of Java code, and of values that take as much
 */
record PlanCode(
    Bindable<Object> bindable, Map<String, Object> constants, boolean sharable, long chars) {

  /** Of all classes that are kept, in chars of Java code; a plan has some thousands. */
  static final long MOST_CHARS = 4L << 20;

  /** Calcite's functions that are objects, and may be called by any number of threads. */
  private static final Set<Class<?>> STATELESS =
      Set.of(
          JsonFunctions.StatefulFunction.class,
          SqlFunctions.LikeFunction.class,
          SqlFunctions.PosixRegexFunction.class,
          SqlFunctions.RegexFunction.class,
          SqlFunctions.SimilarEscapeFunction.class,
          SqlFunctions.SimilarFunction.class,
          BigDecimal.class,
          ByteString.class);

  private static final Cache<String, Bindable<Object>> COMPILED =
      Caffeine.newBuilder()
          .maximumWeight(MOST_CHARS)
          .weigher((String code, Bindable<Object> compiled) -> code.length())
          .executor(Runnable::run)
          .build();

  /**
   * The code of a plan.
   *
   * @param constants that every plan has
   */
  static PlanCode of(EnumerableRel plan, Map<String, Object> constants) {
    Optional<Function1<DataContext, Enumerable<Object[]>>> direct = DirectPlan.of(plan);
    return direct.isPresent()
        ? new PlanCode(
            new Direct(direct.get(), plan.getRowType().getFieldCount()), constants, true, 0)
        : generated(plan, constants);
  }

  private static PlanCode generated(EnumerableRel plan, Map<String, Object> constants) {
    Map<String, Object> all = new LinkedHashMap<>(constants);
    ClassDeclaration declaration =
        new CancellableCode(plan.getCluster().getRexBuilder(), all)
            .implementRoot(plan, Prefer.ARRAY);
    String body = Expressions.toString(declaration.memberDeclarations, "\n", false);
    Class<?> type = plan.getRowType().getFieldCount() == 1 ? Bindable.class : ArrayBindable.class;
    String code =
        "public final class "
            + declaration.name
            + " implements "
            + type.getCanonicalName()
            + ", "
            + Typed.class.getCanonicalName()
            + " {\n"
            + body
            + "\n}";
    StateFinder finder = new StateFinder();
    declaration.accept(finder);
    Bindable<Object> compiled =
        finder.hasState
            ? compile(declaration.name, code)
            : COMPILED.get(code, unused -> compile(declaration.name, code));
    long inRows =
        all.values().stream()
            .mapToLong(value -> value instanceof ConstantRows.Rows rows ? rows.chars() : 0)
            .sum();
    return new PlanCode(compiled, all, !finder.hasState, code.length() + inRows);
  }

  @SuppressWarnings("unchecked") // the class was written as one
  private static Bindable<Object> compile(String name, String code) {
    ClassLoader loader = EnumerableInterpretable.class.getClassLoader();
    try {
      ISimpleCompiler compiler =
          CompilerFactoryFactory.getDefaultCompilerFactory(loader).newSimpleCompiler();
      compiler.setParentClassLoader(loader);
      compiler.cook(code);
      return (Bindable<Object>)
          compiler.getClassLoader().loadClass(name).getDeclaredConstructors()[0].newInstance();
    } catch (InvocationTargetException e) {
      // a constant of the statement cannot be computed
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("The plan's code cannot be loaded:\n" + code, e);
    } catch (CompileException | ReflectiveOperationException e) {
      throw new IllegalStateException("The plan's code cannot be compiled:\n" + code, e);
    } catch (Exception e) {
      // declared by the search for a compiler
      throw new IllegalStateException("There is no compiler for the plan's code", e);
    }
  }

  /** Runs a plan without code of its own. */
  private record Direct(Function1<DataContext, Enumerable<Object[]>> rows, int columns)
      implements Bindable<Object>, Typed {

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // rows are delivered as they are
    public Enumerable<Object> bind(DataContext context) {
      Enumerable<Object[]> arrays = rows.apply(context);
      // Calcite delivers the value itself where there is one column
      return columns == 1 ? arrays.select(row -> row[0]) : (Enumerable) arrays;
    }

    @Override
    public Class<?> getElementType() {
      return columns == 1 ? Object.class : Object[].class;
    }
  }

  /** Finds out whether a class has objects in static fields that more than one run could change. */
  private static final class StateFinder extends VisitorImpl<Void> {

    private boolean hasState;

    @Override
    public Void visit(FieldDeclaration field) {
      if (Modifier.isStatic(field.modifier)) {
        Class<?> type = Types.toClass(field.parameter.getType());
        hasState |=
            !type.isPrimitive()
                && !type.getPackageName().equals("java.lang")
                && !STATELESS.contains(type);
      }
      return super.visit(field);
    }
  }
}
