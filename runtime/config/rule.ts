/*
 * What a value of config.json must be, said as data: a property is written once, in shapes/, and read twice, by the
 * compiler (TypeOf) and by conform(). Objects say their fields in a function, so that nothing is built at start for
 * parts that a config does not use. Ranges are the kernel's, types the specification's.
 */

/** Only for the compiler: which type a rule stands for. */
declare const type: unique symbol;

export interface Rule<T> {
  readonly kind: string;
  readonly [type]?: T;
}

export type AnyRule =
  | TextRule
  | PathRule
  | PatternRule
  | NamesRule<string>
  | BooleanRule
  | IntegerRule
  | WideIntegerRule
  | ListRule<AnyRule>
  | RecordRule<AnyRule>
  | ObjectRule<Fields>
  | UnsupportedRule;

/** Any text. Nowhere may it hold a NUL, which would cut it short on its way into the kernel. */
interface TextRule extends Rule<string> {
  kind: "text";
}
export const text: TextRule = { kind: "text" };

interface PatternRule extends Rule<string> {
  kind: "pattern";
  pattern: RegExp;
  form: string;
}
/** Text of a form that a message can describe: `a size as "2MB"`. */
export const matching = (pattern: RegExp, form: string): PatternRule => ({ kind: "pattern", pattern, form });

interface PathRule extends Rule<string> {
  kind: "path";
}
export const absolutePath: PathRule = { kind: "path" };

interface NamesRule<N extends string> extends Rule<N> {
  kind: "names";
  noun: string;
  names: readonly N[];
}
/** One of some names. `noun` is what they are names of. */
export const oneOf = <const N extends string>(noun: string, names: readonly N[]): NamesRule<N> => ({
  kind: "names",
  noun,
  names,
});

interface BooleanRule extends Rule<boolean> {
  kind: "boolean";
}
export const boolean: BooleanRule = { kind: "boolean" };

interface IntegerRule extends Rule<number> {
  kind: "integer";
  least: number;
  most: number;
}
export const integer = (least: number, most: number): IntegerRule => ({ kind: "integer", least, most });

interface WideIntegerRule extends Rule<bigint> {
  kind: "wide";
  least: bigint;
  most: bigint;
}
/** Integers that a number cannot hold exactly are bigints always, so that a caller has one type to think of. */
export const int64: WideIntegerRule = { kind: "wide", least: -(2n ** 63n), most: 2n ** 63n - 1n };
export const uint64: WideIntegerRule = { kind: "wide", least: 0n, most: 2n ** 64n - 1n };
/** A limit, or -1 for none. */
export const limit64: WideIntegerRule = { kind: "wide", least: -1n, most: 2n ** 63n - 1n };

interface ListRule<R extends AnyRule> extends Rule<TypeOf<R>[]> {
  kind: "list";
  item: R;
  isFilled: boolean;
}
export const list = <R extends AnyRule>(item: R): ListRule<R> => ({ kind: "list", item, isFilled: false });
/** A list of at least one. */
export const filledList = <R extends AnyRule>(item: R): ListRule<R> => ({
  kind: "list",
  item,
  isFilled: true,
});

interface RecordRule<R extends AnyRule> extends Rule<Record<string, TypeOf<R>>> {
  kind: "record";
  item: R;
}
/** Names chosen by the user, each with a value. No name may be empty. */
export const record = <R extends AnyRule>(item: R): RecordRule<R> => ({ kind: "record", item });

export interface UnsupportedRule extends Rule<never> {
  kind: "unsupported";
  reason: string;
}
/** A property that must not be there. The reason completes "is not supported: ". */
export const unsupported = (reason: string): UnsupportedRule => ({ kind: "unsupported", reason });

/** A property that must be there. All others may be left out, or be null, or an empty text. */
export interface Required<R extends AnyRule = AnyRule> {
  kind: "required";
  rule: R;
}
export const required = <R extends AnyRule>(rule: R): Required<R> => ({ kind: "required", rule });

/** A property that is filled in where it is missing. */
export interface Defaulted<R extends AnyRule = AnyRule> {
  kind: "defaulted";
  rule: R;
  value: () => unknown;
}
/** `value` is itself checked, so a default object may leave its own defaults out. */
export const defaulted = <R extends AnyRule>(rule: R, value: () => unknown): Defaulted<R> => ({
  kind: "defaulted",
  rule,
  value,
});

export type Field = AnyRule | Required | Defaulted;
export type Fields = Record<string, Field>;

export interface ObjectRule<F extends Fields> extends Rule<ObjectOf<F>> {
  kind: "object";
  fields: () => F;
  /** What fields() gave, and its names: kept from the first time on. */
  known?: F;
  names?: string[];
}
export const object = <F extends Fields>(fields: () => F): ObjectRule<F> => ({ kind: "object", fields });

/** The type of the values that conform to a rule. */
export type TypeOf<R> = R extends Rule<infer T> ? T : never;

type RuleOf<F> = F extends Required<infer R> | Defaulted<infer R> ? R : F;
type Certain<F extends Fields> = {
  [K in keyof F as F[K] extends Required | Defaulted ? K : never]: TypeOf<RuleOf<F[K]>>;
};
type Possible<F extends Fields> = {
  [K in keyof F as F[K] extends Required | Defaulted ? never : K]?: TypeOf<F[K]>;
};
/** Makes one object type of an intersection, and the compiler show it as such. */
type Joined<T> = T extends infer U ? { [K in keyof U]: U[K] } : never;
type ObjectOf<F extends Fields> = Joined<Certain<F> & Possible<F>>;
