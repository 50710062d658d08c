"""What is counted: one module a chapter, records in, tables of whole counts out.

A measure module declares

- `TABLES`: functions of a scope and of the records they are named after, each giving the table
  of its own name: `plan_flow(scope, child_protection_plans)`;
- `FIGURES`: the sourced figures it takes from the parameters, and what each is;
- `FROM_A_LIST`, perhaps: those of its tables for which a list of what is open will do.

It never shows anything: its tables go to the disclosure gate, and only what the gate lets out
is printed.
"""
