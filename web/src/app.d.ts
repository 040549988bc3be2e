declare global {
  namespace App {
    interface Error {
      /** A problem code; its sentence comes from `#lib/problems.ts`. */
      code?: string;
    }
  }
}

export {};
