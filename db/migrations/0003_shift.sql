CREATE TABLE "coordinators" (
	"club_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"given_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"agreed_at" timestamp (3) with time zone,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "coordinators_club_id_user_id_pk" PRIMARY KEY("club_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "agenda_excerpts" (
	"point_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"answer" text,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "agenda_excerpts_point_id_comment_id_pk" PRIMARY KEY("point_id","comment_id")
);
--> statement-breakpoint
CREATE TABLE "agenda_points" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"club_id" uuid NOT NULL,
	"meeting_id" uuid,
	"axis" text NOT NULL,
	"raised_by" uuid,
	"raised_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "blind_picks" (
	"sample_id" uuid NOT NULL,
	"comment_id" uuid NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "blind_picks_sample_id_position_pk" PRIMARY KEY("sample_id","position")
);
--> statement-breakpoint
CREATE TABLE "blind_samples" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"club_id" uuid NOT NULL,
	"population" integer NOT NULL,
	"drawn_by" uuid,
	"drawn_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "imported_comments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"import_id" uuid NOT NULL,
	"club_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"author_id" uuid,
	"author_role" text NOT NULL,
	"what" text,
	"how" text,
	"episode_title" text DEFAULT '' NOT NULL,
	"episode_id" uuid,
	"at_ms" integer,
	"text" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"club_id" uuid NOT NULL,
	"imported_by" uuid,
	"file_name" text NOT NULL,
	"file_hash" text NOT NULL,
	"rows" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "path_shown_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "research_agreed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "pseudonym" text;--> statement-breakpoint
ALTER TABLE "codings" ADD COLUMN "club_id" uuid;--> statement-breakpoint
UPDATE "codings" SET "club_id" = "comments"."club_id" FROM "comments" WHERE "comments"."id" = "codings"."comment_id";--> statement-breakpoint
ALTER TABLE "codings" ALTER COLUMN "club_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "words" integer GENERATED ALWAYS AS (regexp_count("text", '\S+')) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "import_id" uuid;--> statement-breakpoint
ALTER TABLE "coordinators" ADD CONSTRAINT "coordinators_club_id_clubs_id_fk" FOREIGN KEY ("club_id") REFERENCES "public"."clubs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coordinators" ADD CONSTRAINT "coordinators_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_excerpts" ADD CONSTRAINT "agenda_excerpts_point_id_agenda_points_id_fk" FOREIGN KEY ("point_id") REFERENCES "public"."agenda_points"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_excerpts" ADD CONSTRAINT "agenda_excerpts_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_points" ADD CONSTRAINT "agenda_points_club_id_clubs_id_fk" FOREIGN KEY ("club_id") REFERENCES "public"."clubs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_points" ADD CONSTRAINT "agenda_points_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_points" ADD CONSTRAINT "agenda_points_raised_by_users_id_fk" FOREIGN KEY ("raised_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blind_picks" ADD CONSTRAINT "blind_picks_sample_id_blind_samples_id_fk" FOREIGN KEY ("sample_id") REFERENCES "public"."blind_samples"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blind_picks" ADD CONSTRAINT "blind_picks_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blind_samples" ADD CONSTRAINT "blind_samples_club_id_clubs_id_fk" FOREIGN KEY ("club_id") REFERENCES "public"."clubs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blind_samples" ADD CONSTRAINT "blind_samples_drawn_by_users_id_fk" FOREIGN KEY ("drawn_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imported_comments" ADD CONSTRAINT "imported_comments_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imported_comments" ADD CONSTRAINT "imported_comments_club_id_clubs_id_fk" FOREIGN KEY ("club_id") REFERENCES "public"."clubs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imported_comments" ADD CONSTRAINT "imported_comments_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imported_comments" ADD CONSTRAINT "imported_comments_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imported_comments" ADD CONSTRAINT "imported_comments_episode_id_episodes_id_fk" FOREIGN KEY ("episode_id") REFERENCES "public"."episodes"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_club_id_clubs_id_fk" FOREIGN KEY ("club_id") REFERENCES "public"."clubs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_imported_by_users_id_fk" FOREIGN KEY ("imported_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "coordinators_user" ON "coordinators" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "agenda_excerpts_comment" ON "agenda_excerpts" USING btree ("comment_id");--> statement-breakpoint
CREATE INDEX "agenda_points_club" ON "agenda_points" USING btree ("club_id");--> statement-breakpoint
CREATE INDEX "blind_picks_comment" ON "blind_picks" USING btree ("comment_id");--> statement-breakpoint
CREATE INDEX "blind_samples_club" ON "blind_samples" USING btree ("club_id","drawn_at");--> statement-breakpoint
CREATE INDEX "imported_comments_import" ON "imported_comments" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "imported_comments_club" ON "imported_comments" USING btree ("club_id");--> statement-breakpoint
CREATE INDEX "imported_comments_meeting" ON "imported_comments" USING btree ("meeting_id");--> statement-breakpoint
CREATE INDEX "imports_club" ON "imports" USING btree ("club_id");--> statement-breakpoint
ALTER TABLE "codings" ADD CONSTRAINT "codings_club_id_clubs_id_fk" FOREIGN KEY ("club_id") REFERENCES "public"."clubs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_pseudonym" ON "memberships" USING btree ("club_id","pseudonym");--> statement-breakpoint
CREATE INDEX "codings_club" ON "codings" USING btree ("club_id","source","codebook","comment_id","coder_id","revision","what","how");