/** What the session layer counts; the HTTP side shows it at /metrics. */
export interface Measures {
  placed(seconds: number): void;
  checked(seconds: number): void;
  input(bytes: number): void;
  output(bytes: number): void;
  repainted(): void;
}
